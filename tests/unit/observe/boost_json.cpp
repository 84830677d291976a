// Boost.JSON compiled into this program, as a JSON reader that is not our own.
#include <boost/json/src.hpp>
