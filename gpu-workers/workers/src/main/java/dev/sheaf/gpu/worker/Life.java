package dev.sheaf.gpu.worker;

/** Which child of an assignment it is, and whether it begins with a pause. */
record Life(int restarts, boolean paused) {
  static final Life FIRST = new Life(0, false);
}
