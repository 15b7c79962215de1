package dev.sheaf.policies.planted;

import org.slf4j.Logger;

/** Breaks the law that decisions log nothing. */
public final class Logs {
  private Logs() {}

  static void say(Logger log) {
    log.info("decided");
  }
}
