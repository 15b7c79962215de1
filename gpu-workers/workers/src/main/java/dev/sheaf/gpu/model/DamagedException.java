package dev.sheaf.gpu.model;

import java.io.IOException;

/** Weights are not what their name says: a page is absent, cut short or changed. */
final class DamagedException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedException(String message) {
    super(message);
  }
}
