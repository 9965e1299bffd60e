// The few declarations of libedit's <histedit.h> that are used here, so that no development package is needed.
// The numbers are part of libedit's binary interface and have been the same since 2009.
#pragma once
#include <stdio.h>
#include <wchar.h>

typedef struct editline EditLine;
typedef struct history History;
typedef struct { int number; const char *text; } HistEvent;
typedef struct { const char *buffer; const char *cursor; const char *lastchar; } LineInfo;

EditLine *el_init(const char *program, FILE *input, FILE *output, FILE *error);
void el_end(EditLine *);
const char *el_gets(EditLine *, int *count);
int el_set(EditLine *, int operation, ...);
int el_wset(EditLine *, int operation, ...);
int el_get(EditLine *, int operation, ...);
void el_resize(EditLine *);
const LineInfo *el_line(EditLine *);
int el_insertstr(EditLine *, const char *);
void el_deletestr(EditLine *, int count);
History *history_init(void);
void history_end(History *);
int history(History *, HistEvent *, int operation, ...);

enum {
  EL_EDITOR = 2, EL_SIGNAL = 3, EL_BIND = 4, EL_SETTC = 6, EL_ADDFN = 9, EL_HIST = 10, EL_GETCFN = 13, EL_CLIENTDATA = 14,
  EL_PREP_TERM = 16, EL_REFRESH = 20, EL_PROMPT_ESC = 21
};
enum { CC_NORM = 0, CC_REFRESH = 4, CC_ERROR = 6 };
enum { H_SETSIZE = 1, H_ENTER = 10, H_SETUNIQUE = 20 };
