package dev.sheaf.actors.dataset;

import static dev.sheaf.actors.dataset.ManifestFormat.U32;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

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

  /** The bytes of a list of names, in the order given; sorted names take least. */
  static byte[] encode(List<String> names) {
    var suffix = commonSuffix(names);
    var body = new ByteArrayOutputStream();
    var head = new ByteArrayOutputStream();
    var previous = new byte[0];
    for (int i = 0; i < names.size(); i++) {
      if (i % BLOCK == 0) {
        u32(head, body.size());
        previous = new byte[0];
      }
      var name = names.get(i);
      var stem = name.substring(0, name.length() - suffix.length());
      previous = append(body, previous, stem.getBytes(StandardCharsets.UTF_8));
    }
    var whole = new ByteArrayOutputStream();
    var suffixBytes = suffix.getBytes(StandardCharsets.UTF_8);
    u32(whole, names.size());
    u32(whole, suffixBytes.length);
    whole.writeBytes(suffixBytes);
    whole.writeBytes(head.toByteArray());
    whole.writeBytes(body.toByteArray());
    return whole.toByteArray();
  }

  private static byte[] append(ByteArrayOutputStream body, byte[] previous, byte[] name) {
    var shared = 0;
    var most = Math.min(MOST_SHARED, Math.min(previous.length, name.length));
    while (shared < most && previous[shared] == name[shared]) {
      shared++;
    }
    var further = name.length - shared;
    body.write(shared);
    body.write(further & 0xFF);
    body.write(further >> 8);
    body.write(name, shared, further);
    return name;
  }

  private static String commonSuffix(List<String> names) {
    var first = names.getFirst();
    var dot = first.lastIndexOf('.');
    var suffix = dot < 0 ? "" : first.substring(dot);
    return names.stream().allMatch(name -> name.endsWith(suffix)) ? suffix : "";
  }

  private static void u32(ByteArrayOutputStream out, int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
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
      var further =
          (bytes.get(ValueLayout.JAVA_BYTE, at + 1) & 0xFF)
              | (bytes.get(ValueLayout.JAVA_BYTE, at + 2) & 0xFF) << 8;
      var next = new byte[shared + further];
      System.arraycopy(name, 0, next, 0, shared);
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at + 3, next, shared, further);
      name = next;
      at += 3 + further;
    }
    return new String(name, StandardCharsets.UTF_8) + suffix;
  }
}
