package dev.sheaf.gpu.model;

import dev.sheaf.actors.dataset.DatasetIndexer;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * How weights are cut: pages of {@link #PAGE_BYTES} from the first byte on, the last one as long as
 * what is left, each known by the SHA-256 of its bytes.
 *
 * <p>Two files share what is equal at the same place: exact deduplication. Pages that are merely
 * alike are not merged, as NWV does after training them towards one another (Lee and Nirjon,
 * MobiSys 2020).
 */
final class WeightPages {
  static final int PAGE_BYTES = DatasetIndexer.PAGE_BYTES;
  static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private WeightPages() {}

  /** How many pages a file has. */
  static int count(long sizeBytes) {
    return Math.toIntExact((sizeBytes + PAGE_BYTES - 1) / PAGE_BYTES);
  }

  /** The length of a page. */
  static int length(long sizeBytes, int page) {
    return (int) Math.min(PAGE_BYTES, sizeBytes - (long) page * PAGE_BYTES);
  }

  /** Where a page lies in what holds all of them. */
  static MemorySegment slice(MemorySegment file, int page) {
    return file.asSlice((long) page * PAGE_BYTES, length(file.byteSize(), page));
  }

  static String hash(MemorySegment bytes) {
    var digest = sha256();
    digest.update(bytes.asByteBuffer());
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
