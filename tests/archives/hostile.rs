//! Archives made to break a reader, or broken on their way.

use super::*;
