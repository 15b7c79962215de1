package dev.sheaf.http.s3;

import dev.sheaf.actors.dataset.Manifest;
import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * An object as a row of records, one a sample, and an end.
 *
 * <p><i>Cost:</i> 8 bytes for each {@value #STEP} records, which are gone through once when it is
 * made.
 */
final class RecordFile {
  private static final int STEP = 256;

  private final Manifest manifest;
  private final int count;
  private final IntToLongFunction ids;
  private final RecordForm form;
  private final long[] marks;
  private final long endBegin;

  /** The samples {@code ids} of a dataset version, in a form. */
  RecordFile(Manifest manifest, int count, IntToLongFunction ids, RecordForm form) {
    this.manifest = manifest;
    this.count = count;
    this.ids = ids;
    this.form = form;
    this.marks = new long[Math.ceilDiv(count, STEP)];
    var at = 0L;
    for (int n = 0; n < count; n++) {
      if (n % STEP == 0) {
        marks[n / STEP] = at;
      }
      at += length(n);
    }
    this.endBegin = at;
  }

  /** The object that one sample is. */
  static RecordFile of(Manifest manifest, long id) {
    return new RecordFile(manifest, 1, n -> id, new PlainForm());
  }

  Manifest manifest() {
    return manifest;
  }

  RecordForm form() {
    return form;
  }

  /** How many records there are. */
  int count() {
    return count;
  }

  long id(int n) {
    return ids.applyAsLong(n);
  }

  /** How many bytes the object has. */
  long sizeBytes() {
    return endBegin + form.end().length;
  }

  /** How many bytes record {@code n} has; behind the last one, the end. */
  long length(int n) {
    if (n == count) {
      return form.end().length;
    }
    var id = id(n);
    return (long) form.headBytes() + manifest.length(id) + form.tailBytes(n, id);
  }

  /** Where record {@code n} begins. */
  long begin(int n) {
    if (n == count) {
      return endBegin;
    }
    var at = marks[n / STEP];
    for (int before = n / STEP * STEP; before < n; before++) {
      at += length(before);
    }
    return at;
  }

  /** The record in which a byte lies. */
  int recordAt(long position) {
    if (position >= endBegin) {
      return count;
    }
    var mark = Arrays.binarySearch(marks, position);
    var n = (mark >= 0 ? mark : -mark - 2) * STEP;
    for (var end = begin(n) + length(n); end <= position; end += length(n)) {
      n++;
    }
    return n;
  }
}
