package dev.sheaf.actors.planted;

import dev.sheaf.http.planted.KnowsSharding;

/** Breaks the law that actors do not know who serves them. */
public final class KnowsHttp {
  private KnowsHttp() {}

  static String of(KnowsSharding stranger) {
    return stranger.toString();
  }
}
