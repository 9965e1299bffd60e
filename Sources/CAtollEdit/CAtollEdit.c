#include "CAtollEdit.h"
