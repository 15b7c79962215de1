package dev.sheaf.policies.planted;

import java.util.Random;

/** Breaks the law that chance is a function of seed and keys. */
public final class DrawsFromAStream {
  private DrawsFromAStream() {}

  static int next(Random stream) {
    return stream.nextInt();
  }
}
