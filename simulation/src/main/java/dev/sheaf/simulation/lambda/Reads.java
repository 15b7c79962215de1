package dev.sheaf.simulation.lambda;

/** What is read, when, in the order of time. */
interface Reads {
  /** How many reads there are. */
  int count();

  /** When the i-th is asked for. */
  long atNanos(int i);

  /** Which object it asks for. */
  int object(int i);

  /** How large that object is. */
  long sizeBytes(int i);
}
