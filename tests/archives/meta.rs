//! Facebook, Instagram, Threads.
