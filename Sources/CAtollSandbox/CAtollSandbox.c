#include "CAtollSandbox.h"
