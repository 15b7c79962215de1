package dev.sheaf.http.s3;

/**
 * An object of a bucket.
 *
 * @param tag its entity tag, in quotes; a dash in it says that it is no MD5
 * @param file its bytes
 */
record StoredObject(String key, String tag, RecordFile file) {
  long sizeBytes() {
    return file.sizeBytes();
  }

  /** Whether it is one sample and nothing else. */
  boolean isSample() {
    return file.form() instanceof PlainForm;
  }
}
