#include "CAtollEdit.h"
#include "AtollHistEdit.h"
#include "AtollSignals.h"
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct AtollEdit {
  EditLine *libedit;
  History *history;
  FILE *input, *output;
  int descriptor;
  const char *prompt;
  int outcome;       // why the last read ended
  int pushed_back;   // a byte to be read again, or -1
  void *context;
  AtollEditComplete complete;
  AtollEditGoToStart go_to_start;
};

static AtollEdit *edit_of(EditLine *libedit) {
  AtollEdit *edit = NULL;
  el_get(libedit, EL_CLIENTDATA, &edit);
  return edit;
}

static char *prompt_of(EditLine *libedit) { return (char *)edit_of(libedit)->prompt; }

// --- Reading keys -----------------------------------------------------------------------------------------

// 1 with a byte, or 0 with `outcome` saying why there is none.
static int next_byte(AtollEdit *edit, unsigned char *byte) {
  if (edit->pushed_back >= 0) {
    *byte = (unsigned char)edit->pushed_back;
    edit->pushed_back = -1;
    return 1;
  }
  for (;;) {
    if (atoll_interrupt_take()) {
      edit->outcome = ATOLL_EDIT_INTERRUPTED;
      return 0;
    }
    if (atoll_was_continued) {  // after Ctrl-Z and fg the terminal has the parent shell's modes
      atoll_was_continued = 0;
      el_set(edit->libedit, EL_PREP_TERM, 0);
      el_set(edit->libedit, EL_PREP_TERM, 1);
      el_set(edit->libedit, EL_REFRESH);
    }
    if (atoll_was_resized) {
      atoll_was_resized = 0;
      edit->go_to_start(edit->context, edit);
      el_resize(edit->libedit);
      el_set(edit->libedit, EL_REFRESH);
    }
    int ready = atoll_wait_readable(edit->descriptor);
    if (ready == 0) continue;
    ssize_t count = ready < 0 ? -1 : read(edit->descriptor, byte, 1);
    if (count == 1) return 1;
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    edit->outcome = ATOLL_EDIT_END;
    return 0;
  }
}

// Decodes UTF-8 itself, so that what a terminal sends is understood in any locale and a stray byte is shown as
// U+FFFD where libedit's own reader would drop the line.
static int read_character(EditLine *libedit, wchar_t *character) {
  AtollEdit *edit = edit_of(libedit);
  unsigned char byte;
  *character = L'\0';
  do {
    if (!next_byte(edit, &byte)) return 0;
  } while (byte == 0);
  if (byte < 0x80) {
    *character = byte;
    return 1;
  }
  int following = 0;
  if (byte >= 0xC2 && byte < 0xE0) following = 1;
  if (byte >= 0xE0 && byte < 0xF0) following = 2;
  if (byte >= 0xF0 && byte < 0xF5) following = 3;
  uint32_t value = following == 3 ? byte & 0x07 : following == 2 ? byte & 0x0F : byte & 0x1F;
  uint32_t least = following == 3 ? 0x10000 : following == 2 ? 0x800 : 0xA0;
  for (int left = following; left > 0; left--) {
    if (!next_byte(edit, &byte)) return 0;
    if ((byte & 0xC0) != 0x80) {
      edit->pushed_back = byte;
      following = 0;
      break;
    }
    value = value << 6 | (byte & 0x3F);
  }
  int valid = following > 0 && value >= least && value <= 0x10FFFF && !(value >= 0xD800 && value < 0xE000);
  *character = (wchar_t)(valid ? value : 0xFFFD);
  return 1;
}

static unsigned char complete_word(EditLine *libedit, int key) {
  (void)key;
  AtollEdit *edit = edit_of(libedit);
  switch (edit->complete(edit->context, edit)) {
  case ATOLL_COMPLETION_CHANGED: return CC_REFRESH;
  case ATOLL_COMPLETION_LISTED:
    // The list stands below the line now: forget where the line was and draw it anew.
    el_set(libedit, EL_REFRESH);
    return CC_NORM;
  default: return CC_ERROR;
  }
}

static unsigned char ignore_key(EditLine *libedit, int key) {
  (void)libedit, (void)key;
  return CC_NORM;
}

// --- The editor -------------------------------------------------------------------------------------------

static int is_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

int atoll_edit_use_utf8(void) {
  const char *names[] = {"", "C.UTF-8", "C.utf8", "en_US.UTF-8", "en_US.utf8", "UTF-8"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (setlocale(LC_CTYPE, names[i]) != NULL && is_utf8()) return 1;
  }
  setlocale(LC_CTYPE, "");
  return 0;
}

static void bind_keys(EditLine *libedit) {
  el_set(libedit, EL_EDITOR, "emacs");
  el_set(libedit, EL_ADDFN, "atoll-complete", "complete the word", complete_word);
  el_set(libedit, EL_ADDFN, "atoll-ignore", "do nothing", ignore_key);
  const char *keys[][2] = {
    {"\t", "atoll-complete"},        {"^R", "em-inc-search-prev"},   {"\\e[3~", "ed-delete-next-char"},
    {"\\e[1~", "ed-move-to-beg"},    {"\\e[4~", "ed-move-to-end"},   {"\\e[H", "ed-move-to-beg"},
    {"\\e[F", "ed-move-to-end"},     {"\\eOH", "ed-move-to-beg"},    {"\\eOF", "ed-move-to-end"},
    {"\\e[A", "ed-prev-history"},    {"\\e[B", "ed-next-history"},   {"\\eOA", "ed-prev-history"},
    {"\\eOB", "ed-next-history"},    {"\\e[C", "ed-next-char"},      {"\\e[D", "ed-prev-char"},
    {"\\e[1;5C", "em-next-word"},    {"\\e[1;5D", "ed-prev-word"},   {"\\e[1;3C", "em-next-word"},
    {"\\e[1;3D", "ed-prev-word"},    {"\\e[200~", "atoll-ignore"},   {"\\e[201~", "atoll-ignore"},
    {"\\e[5~", "atoll-ignore"},      {"\\e[6~", "atoll-ignore"},
  };
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    el_set(libedit, EL_BIND, keys[i][0], keys[i][1], NULL);
  }
}

AtollEdit *atoll_edit_open(
  int input, int output, void *context, AtollEditComplete complete, AtollEditGoToStart go_to_start
) {
  AtollEdit *edit = calloc(1, sizeof *edit);
  if (edit == NULL) return NULL;
  edit->descriptor = input;
  edit->pushed_back = -1;
  edit->context = context;
  edit->complete = complete;
  edit->go_to_start = go_to_start;
  // Streams of our own over copies: closing the editor must not close the program's standard streams.
  int input_copy = dup(input), output_copy = dup(output);
  edit->input = input_copy < 0 ? NULL : fdopen(input_copy, "r");
  edit->output = output_copy < 0 ? NULL : fdopen(output_copy, "w");
  if (edit->input != NULL && edit->output != NULL) {
    edit->libedit = el_init("atoll", edit->input, edit->output, edit->output);
  }
  edit->history = history_init();
  if (edit->libedit == NULL || edit->history == NULL) {
    atoll_edit_close(edit);
    return NULL;
  }
  atoll_signals_watch_terminal();
  HistEvent event;
  history(edit->history, &event, H_SETSIZE, 1000);
  history(edit->history, &event, H_SETUNIQUE, 1);
  el_set(edit->libedit, EL_CLIENTDATA, edit);
  el_set(edit->libedit, EL_SIGNAL, 0);  // libedit would re-raise the signal at the whole process group
  el_set(edit->libedit, EL_PROMPT_ESC, prompt_of, '\1');
  el_set(edit->libedit, EL_HIST, history, edit->history);
  el_wset(edit->libedit, EL_GETCFN, read_character);
  // Where a terminal can insert and delete characters, libedit clears the wrong row of a line that fills several
  // (3.1-20221030: it clears to the end of line after the last column has wrapped). Without, it rewrites the row.
  const char *capabilities[] = {"im", "ei", "ic", "IC", "dc", "DC", "dm", "ed"};
  for (size_t i = 0; i < sizeof capabilities / sizeof *capabilities; i++) {
    el_set(edit->libedit, EL_SETTC, capabilities[i], "", NULL);
  }
  bind_keys(edit->libedit);
  return edit;
}

void atoll_edit_close(AtollEdit *edit) {
  if (edit == NULL) return;
  if (edit->libedit != NULL) el_end(edit->libedit);
  if (edit->history != NULL) history_end(edit->history);
  if (edit->input != NULL) fclose(edit->input);
  if (edit->output != NULL) fclose(edit->output);
  free(edit);
}

int atoll_edit_read(AtollEdit *edit, const char *prompt, const char **line, size_t *length) {
  edit->prompt = prompt;
  edit->outcome = ATOLL_EDIT_LINE;
  int count = 0;
  // libedit shows the prompt first: a Ctrl-D that answers it at once would still meet the line mode and be lost.
  el_set(edit->libedit, EL_PREP_TERM, 1);
  const char *text = el_gets(edit->libedit, &count);
  edit->prompt = "";
  if (edit->outcome != ATOLL_EDIT_LINE) return edit->outcome;
  if (text == NULL || count <= 0) return ATOLL_EDIT_END;  // Ctrl-D on an empty line
  *line = text;
  *length = strlen(text);
  while (*length > 0 && (text[*length - 1] == '\n' || text[*length - 1] == '\r')) *length -= 1;
  return ATOLL_EDIT_LINE;
}

void atoll_edit_push_back(AtollEdit *edit, unsigned char byte) { edit->pushed_back = byte; }

void atoll_edit_remember(AtollEdit *edit, const char *line) {
  HistEvent event;
  history(edit->history, &event, H_ENTER, line);
}

void atoll_edit_line(AtollEdit *edit, const char **start, size_t *cursor, size_t *length) {
  const LineInfo *line = el_line(edit->libedit);
  *start = line->buffer;
  *cursor = (size_t)(line->cursor - line->buffer);
  *length = (size_t)(line->lastchar - line->buffer);
}

void atoll_edit_replace(AtollEdit *edit, int deleted, const char *inserted) {
  if (deleted > 0) el_deletestr(edit->libedit, deleted);
  if (*inserted != '\0') el_insertstr(edit->libedit, inserted);
}
