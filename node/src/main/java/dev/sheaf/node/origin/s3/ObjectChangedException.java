package dev.sheaf.node.origin.s3;

/** What was answered is not the object that was listed; trying again cannot help. */
final class ObjectChangedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** How it differs, such as {@code has another ETag}. */
  ObjectChangedException(String how) {
    super(how, null, false, false);
  }
}
