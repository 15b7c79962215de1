package dev.sheaf.actors.dataset;

import static dev.sheaf.actors.dataset.ManifestFormat.U32;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.StreamSupport;

/**
 * A list of names in which each says only what differs from the one before; every sixteenth is
 * whole, so a name is found by at most fifteen steps.
 *
 * <pre>
 *   u32 names | u32 length of suffix | suffix | u32 offset of block … | blocks
 *   entry: u8 shared bytes, u16 further bytes, further bytes
 * </pre>
 *
 * <p>An ending that all names share ({@code .jpg}) is stored once.
 */
final class FrontCoded {
  private static final int BLOCK = 16;
  private static final int MOST_SHARED = 255;
  private static final int ENTRY_BYTES = 3;

  private final MemorySegment bytes;
  private final int count;
  private final String suffix;
  private final long offsets;
  private final long blocks;

  private FrontCoded(MemorySegment bytes, int count, String suffix) {
    this.bytes = bytes;
    this.count = count;
    this.suffix = suffix;
    this.offsets = 8L + suffix.getBytes(StandardCharsets.UTF_8).length;
    this.blocks = offsets + 4L * ((count + BLOCK - 1) / BLOCK);
  }

  /** Opens a list; a list that is cut short is found when a name beyond the cut is asked for. */
  static FrontCoded open(MemorySegment bytes) {
    var count = bytes.get(U32, 0);
    var length = bytes.get(U32, 4);
    var suffix =
        new String(bytes.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    return new FrontCoded(bytes, count, suffix);
  }

  /**
   * Writes a list of names in the order given; sorted names take least. The names are gone through
   * three times: for the ending they share, for where the blocks are, and for the blocks.
   */
  static void write(Iterable<String> names, int count, OutputStream out) throws IOException {
    var suffix = commonSuffix(names);
    var suffixBytes = suffix.getBytes(StandardCharsets.UTF_8);
    u32(out, count);
    u32(out, suffixBytes.length);
    out.write(suffixBytes);
    var at = new Blocks(suffix);
    for (var name : names) {
      if (at.add(name)) {
        u32(out, at.offset());
      }
    }
    var blocks = new Blocks(suffix);
    for (var name : names) {
      blocks.add(name);
      blocks.writeTo(out);
    }
  }

  /** The entries of names, one after the other, and where the blocks begin. */
  private static final class Blocks {
    private static final long MOST_BYTES = 1L << Integer.SIZE;

    private final String suffix;
    private byte[] name = new byte[0];
    private int shared;
    private int count;
    private long beginBytes;
    private long endBytes;

    Blocks(String suffix) {
      this.suffix = suffix;
    }

    /** Goes on to a name; true when a block begins with it. */
    boolean add(String whole) {
      var before = name;
      name = whole.substring(0, whole.length() - suffix.length()).getBytes(StandardCharsets.UTF_8);
      var isFirst = count++ % BLOCK == 0;
      shared = isFirst ? 0 : shared(before, name);
      beginBytes = endBytes;
      endBytes += ENTRY_BYTES + name.length - shared;
      return isFirst;
    }

    private static int shared(byte[] before, byte[] name) {
      var differ = Arrays.mismatch(before, name);
      return Math.min(MOST_SHARED, differ < 0 ? name.length : differ);
    }

    /** Where the entry begins. */
    int offset() throws DatasetException {
      if (beginBytes >= MOST_BYTES) {
        throw new DatasetException(
            "the names of the first %,d objects take 4 GiB, which is the most".formatted(count),
            "pack the objects into tar shards");
      }
      return (int) beginBytes;
    }

    void writeTo(OutputStream out) throws IOException {
      var further = name.length - shared;
      out.write(shared);
      out.write(further);
      out.write(further >> 8);
      out.write(name, shared, further);
    }
  }

  private static String commonSuffix(Iterable<String> names) {
    var first = names.iterator().next();
    var dot = first.lastIndexOf('.');
    var suffix = dot < 0 ? "" : first.substring(dot);
    return StreamSupport.stream(names.spliterator(), false).allMatch(name -> name.endsWith(suffix))
        ? suffix
        : "";
  }

  private static void u32(OutputStream out, int value) throws IOException {
    out.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  /** How many names there are. */
  int count() {
    return count;
  }

  /**
   * Whether each name is greater than the one before, as unsigned bytes of UTF-8. Goes through all
   * of them once, from front to back.
   */
  boolean ascend() {
    var ending = suffix.getBytes(StandardCharsets.UTF_8);
    var before = new byte[0];
    var at = blocks;
    for (int i = 0; i < count; i++) {
      var shared = bytes.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
      var further = further(at);
      var name = new byte[shared + further + ending.length];
      System.arraycopy(before, 0, name, 0, shared);
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at + ENTRY_BYTES, name, shared, further);
      System.arraycopy(ending, 0, name, shared + further, ending.length);
      if (i > 0 && Arrays.compareUnsigned(before, name) >= 0) {
        return false;
      }
      before = name;
      at += ENTRY_BYTES + further;
    }
    return true;
  }

  private int further(long at) {
    return (bytes.get(ValueLayout.JAVA_BYTE, at + 1) & 0xFF)
        | (bytes.get(ValueLayout.JAVA_BYTE, at + 2) & 0xFF) << 8;
  }

  /** Name {@code index}. */
  String get(int index) {
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException("name must be 0.." + (count - 1) + " but was " + index);
    }
    var at = blocks + Integer.toUnsignedLong(bytes.get(U32, offsets + 4L * (index / BLOCK)));
    var name = new byte[0];
    for (int i = 0; i <= index % BLOCK; i++) {
      var shared = bytes.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
      var further = further(at);
      var next = new byte[shared + further];
      System.arraycopy(name, 0, next, 0, shared);
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at + ENTRY_BYTES, next, shared, further);
      name = next;
      at += ENTRY_BYTES + further;
    }
    return new String(name, StandardCharsets.UTF_8) + suffix;
  }
}
