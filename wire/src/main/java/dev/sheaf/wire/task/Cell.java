package dev.sheaf.wire.task;

/**
 * A row's bytes, or why there are none.
 *
 * @param status {@link #OK}, {@link #MISSING} or {@link #UNDECODABLE}
 */
@SuppressWarnings("ArrayRecordComponent") // It is made, read and let go of; nobody compares it.
public record Cell(byte status, byte[] bytes) {
  /** The bytes are there. As in the heads of batches. */
  public static final byte OK = 0;

  /** The source no longer has the row. */
  public static final byte MISSING = 1;

  /** The row's bytes, or those of a row that it is made of, are no image. */
  public static final byte UNDECODABLE = 5;

  /** A cell with bytes. */
  public static Cell of(byte[] bytes) {
    return new Cell(OK, bytes);
  }

  /** A cell without. */
  public static Cell none(byte status) {
    return new Cell(status, new byte[0]);
  }

  /** True when there are bytes. */
  public boolean isOk() {
    return status == OK;
  }
}
