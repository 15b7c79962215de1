package dev.sheaf.wire.batch;

/**
 * What precedes a sample's bytes in a batch body; 32 bytes on the wire.
 *
 * @param id sample id
 * @param checksum CRC-32 of the bytes, zero-extended, or XXH3-64 where the request asked for it
 * @param length how many bytes follow; 0 when the status is not {@link #OK}
 * @param label the sample's label; -1 when it has none
 * @param tier where it was: {@link #MEMORY}, {@link #DISK}, {@link #LAMBDA} or {@link #ORIGIN}
 * @param form {@link #ENCODED}, {@link #DECODED} or {@link #PREPARED}
 * @param flags {@link #SUBSTITUTED}, {@link #BY_PEER}, {@link #PADDING}, added up
 * @param status {@link #OK} or what is wrong
 */
public record FrameHead(
    long id, long checksum, int length, int label, byte tier, byte form, byte flags, byte status) {
  /** Bytes of a head on the wire. */
  public static final int BYTES = 32;

  /** Tier: the memory of a node. */
  public static final byte MEMORY = 0;

  /** Tier: the disk of a node. */
  public static final byte DISK = 1;

  /** Tier: the memory of Lambda functions. */
  public static final byte LAMBDA = 2;

  /** Tier: the object store. */
  public static final byte ORIGIN = 3;

  /** Form: the bytes as the origin stores them. */
  public static final byte ENCODED = 0;

  /** Form: pixels. */
  public static final byte DECODED = 1;

  /** Form: pixels after the preprocessing that all consumers share. */
  public static final byte PREPARED = 2;

  /** Flag: another sample stands in for one that is missing. */
  public static final byte SUBSTITUTED = 1;

  /** Flag: served by another node than the one that was asked. */
  public static final byte BY_PEER = 2;

  /** Flag: a repeated sample that fills up the tail of an epoch; it does not count. */
  public static final byte PADDING = 4;

  /** Status: the bytes follow. */
  public static final byte OK = 0;

  /** Status: the origin no longer has the sample. */
  public static final byte MISSING = 1;

  /** Status: the origin denies the sample. */
  public static final byte DENIED = 2;

  /** Status: the bytes are not those that were indexed. */
  public static final byte CHECKSUM_MISMATCH = 3;

  /** Status: it was not there by the deadline; ask again. */
  public static final byte DEADLINE = 4;

  /** Status: the bytes are as indexed, and cannot be decoded. */
  public static final byte UNDECODABLE = 5;

  /** True when {@code flag}, one of the constants above, is set. */
  public boolean has(byte flag) {
    return (flags & flag) != 0;
  }

  /** This head with other flags. */
  public FrameHead withFlags(int otherFlags) {
    return new FrameHead(id, checksum, length, label, tier, form, (byte) otherFlags, status);
  }

  /** This head with another checksum. */
  public FrameHead withChecksum(long otherChecksum) {
    return new FrameHead(id, otherChecksum, length, label, tier, form, flags, status);
  }
}
