package dev.sheaf.actors.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a manifest lies on disk: a root and segments, each named by the SHA-256 of its bytes.
 *
 * <pre>
 *   root      JSON {@link Root}; its hash is the dataset version
 *   packages  12 bytes a package: u32 samples, u64 bytes
 *   samples   16 bytes a sample where each is an object: u32 end in package, u32 crc, i32 label,
 *             u32 object; 20 bytes in archives: the same with u64 (object &lt;&lt; 36 | offset)
 *   names     object keys in order, front-coded in blocks of 16
 *   tags      8 bytes an object: the tag it was listed with; only where tags last
 * </pre>
 *
 * <p>All numbers are little-endian. A sample's end counts the bytes of its package up to and with
 * it, so its length and its place are one subtraction away.
 */
final class ManifestFormat {
  static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** What {@code format} of a root says. */
  static final int VERSION = 1;

  static final int PACKAGE_BYTES = 12;
  static final int TAG_BYTES = 8;
  static final int OBJECT_SAMPLE_BYTES = 16;
  static final int ARCHIVE_SAMPLE_BYTES = 20;
  static final int OFFSET_BITS = 36;

  private ManifestFormat() {}

  /**
   * The root of a manifest.
   *
   * @param format version of this format, 1
   * @param uri where the objects are
   * @param kind folder, tar or cifar
   * @param encoding image or cifar
   * @param classes class names in order of label
   * @param samples how many samples
   * @param packages how many packages
   * @param sampleBytes bytes of a record in the samples segment
   * @param packageTable hash of the packages segment
   * @param sampleTable hash of the samples segment
   * @param names hash of the names segment
   * @param tags hash of the tags segment; absent where only checksums tell a change
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Root(
      int format,
      String uri,
      String kind,
      String encoding,
      List<String> classes,
      long samples,
      int packages,
      int sampleBytes,
      String packageTable,
      String sampleTable,
      String names,
      @Nullable String tags) {
    Root {
      classes = List.copyOf(classes);
    }

    /**
     * True when this version can read it, and its segments have names that {@code hash} matches.
     */
    boolean isSound(String hash) {
      return format == VERSION
          && samples > 0
          && samples <= Long.MAX_VALUE / ARCHIVE_SAMPLE_BYTES
          && packages > 0
          && (sampleBytes == OBJECT_SAMPLE_BYTES || sampleBytes == ARCHIVE_SAMPLE_BYTES)
          && Stream.of(packageTable, sampleTable, names, tags == null ? names : tags)
              .allMatch(name -> name != null && name.matches(hash));
    }
  }
}
