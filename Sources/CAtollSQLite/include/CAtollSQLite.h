// The few functions of the system's SQLite that are used here, so that no development package is needed. The
// names and numbers are SQLite's own stable interface (sqlite3.h); nothing newer than version 3.8 is used.
#pragma once
#include <stdint.h>

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;
typedef struct sqlite3_backup sqlite3_backup;

enum {
  SQLITE_OK = 0,
  SQLITE_BUSY = 5,
  SQLITE_LOCKED = 6,
  SQLITE_CORRUPT = 11,
  SQLITE_FORMAT = 24,
  SQLITE_NOTADB = 26,
  SQLITE_ROW = 100,
  SQLITE_DONE = 101,
  SQLITE_OPEN_READONLY = 0x1,
  SQLITE_OPEN_READWRITE = 0x2,
  SQLITE_OPEN_CREATE = 0x4,
};

int sqlite3_open_v2(const char *path, sqlite3 **database, int flags, const char *vfs);
int sqlite3_close_v2(sqlite3 *);
int sqlite3_busy_timeout(sqlite3 *, int milliseconds);
int sqlite3_db_readonly(sqlite3 *, const char *name);
int sqlite3_get_autocommit(sqlite3 *);
const char *sqlite3_errmsg(sqlite3 *);
const char *sqlite3_errstr(int code);

int sqlite3_prepare_v2(sqlite3 *, const char *sql, int length, sqlite3_stmt **, const char **rest);
int sqlite3_step(sqlite3_stmt *);
int sqlite3_finalize(sqlite3_stmt *);
int sqlite3_bind_int64(sqlite3_stmt *, int index, int64_t value);
int sqlite3_bind_double(sqlite3_stmt *, int index, double value);
int sqlite3_bind_text(sqlite3_stmt *, int index, const char *text, int length, void (*destroy)(void *));
int64_t sqlite3_column_int64(sqlite3_stmt *, int column);
double sqlite3_column_double(sqlite3_stmt *, int column);
const unsigned char *sqlite3_column_text(sqlite3_stmt *, int column);
int sqlite3_column_bytes(sqlite3_stmt *, int column);

sqlite3_backup *sqlite3_backup_init(sqlite3 *to, const char *toName, sqlite3 *from, const char *fromName);
int sqlite3_backup_step(sqlite3_backup *, int pages);
int sqlite3_backup_finish(sqlite3_backup *);

// SQLITE_TRANSIENT is a cast of -1 to a function pointer, which Swift cannot import: SQLite copies the text.
static inline int atoll_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, int length) {
  return sqlite3_bind_text(statement, index, text, length, (void (*)(void *))(intptr_t)-1);
}
