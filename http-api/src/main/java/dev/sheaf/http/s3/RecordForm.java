package dev.sheaf.http.s3;

/** What an object puts around each of its samples, and behind the last of them. */
interface RecordForm {
  /** No bytes. */
  byte[] NOTHING = {};

  /** How many bytes of a sample a head may be made of. */
  int START_BYTES = 8;

  /** How many bytes stand before a sample. */
  default int headBytes() {
    return 0;
  }

  /** Whether what stands before a sample follows from its first bytes. */
  default boolean headFollowsSample() {
    return false;
  }

  /**
   * What stands before a sample.
   *
   * @param n its number in the object
   * @param start its first bytes, where the head follows from them
   */
  byte[] head(int n, long id, byte[] start);

  /** How many bytes stand behind a sample. */
  default int tailBytes(int n, long id) {
    return 0;
  }

  /** What stands behind a sample. */
  default byte[] tail(int n, long id) {
    return NOTHING;
  }

  /** What stands behind the last one. */
  default byte[] end() {
    return NOTHING;
  }
}
