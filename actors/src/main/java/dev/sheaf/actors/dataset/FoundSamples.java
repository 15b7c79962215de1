package dev.sheaf.actors.dataset;

import dev.sheaf.actors.origin.OriginObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The samples that an indexing pass found, in origin order, column by column.
 *
 * <p><i>Cost:</i> 24 bytes a sample, while indexing only.
 */
public final class FoundSamples {
  private final List<String> keys = new ArrayList<>();
  private long[] tags = new long[1024];
  private int[] objects = new int[1024];
  private long[] offsets = new long[1024];
  private int[] lengths = new int[1024];
  private int[] labels = new int[1024];
  private int[] crcs = new int[1024];
  private int count;

  /** Adds an object and gives its number. */
  int addObject(OriginObject object) {
    if (keys.size() == tags.length) {
      tags = Arrays.copyOf(tags, tags.length * 2);
    }
    tags[keys.size()] = object.tag();
    keys.add(object.key());
    return keys.size() - 1;
  }

  /** Adds a sample of an object. */
  void add(int object, long offset, int length, int label, int crc) {
    if (count == objects.length) {
      grow();
    }
    objects[count] = object;
    offsets[count] = offset;
    lengths[count] = length;
    labels[count] = label;
    crcs[count++] = crc;
  }

  private void grow() {
    var capacity = count * 2;
    objects = Arrays.copyOf(objects, capacity);
    offsets = Arrays.copyOf(offsets, capacity);
    lengths = Arrays.copyOf(lengths, capacity);
    labels = Arrays.copyOf(labels, capacity);
    crcs = Arrays.copyOf(crcs, capacity);
  }

  int count() {
    return count;
  }

  List<String> keys() {
    return keys;
  }

  /** The tag that object {@code object} was listed with. */
  long tag(int object) {
    return tags[object];
  }

  int object(int sample) {
    return objects[sample];
  }

  long offset(int sample) {
    return offsets[sample];
  }

  int length(int sample) {
    return lengths[sample];
  }

  int label(int sample) {
    return labels[sample];
  }

  int crc(int sample) {
    return crcs[sample];
  }

  int[] lengths() {
    return Arrays.copyOf(lengths, count);
  }

  int[] labels() {
    return Arrays.copyOf(labels, count);
  }

  /** True when every sample is an object of its own. */
  boolean oneObjectEach() {
    return keys.size() == count;
  }

  /** Sets the checksum of a sample whose bytes were read after it was listed. */
  void crc(int sample, int crc) {
    crcs[sample] = crc;
  }
}
