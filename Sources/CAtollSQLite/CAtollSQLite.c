#include "CAtollSQLite.h"
