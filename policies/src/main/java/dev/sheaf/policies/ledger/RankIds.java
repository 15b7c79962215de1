package dev.sheaf.policies.ledger;

import java.util.Arrays;

/** What one rank gets of a global batch: ids in order of position, each with its flags. */
public final class RankIds {
  /** Flag: another sample stands in for one that is missing. */
  public static final byte SUBSTITUTED = 1;

  /** Flag: a repeated sample that fills up the tail of an epoch; it does not count. */
  public static final byte PADDING = 4;

  private final long[] ids;
  private final byte[] flags;

  private RankIds(long[] ids, byte[] flags) {
    this.ids = ids;
    this.flags = flags;
  }

  static RankIds of(long[] ids, byte[] flags, int size) {
    return new RankIds(Arrays.copyOf(ids, size), Arrays.copyOf(flags, size));
  }

  static byte flags(boolean padding, boolean substituted) {
    return (byte) ((padding ? PADDING : 0) | (substituted ? SUBSTITUTED : 0));
  }

  /** How many ids there are. */
  public int size() {
    return ids.length;
  }

  /** The ids; the array is the caller's to keep. */
  public long[] ids() {
    return ids.clone();
  }

  /** The flags by position; the array is the caller's to keep. */
  public byte[] flags() {
    return flags.clone();
  }

  /** The id at {@code position}. */
  public long id(int position) {
    return ids[position];
  }

  /** True when {@code flag}, one of the constants above, is set at {@code position}. */
  public boolean has(int position, byte flag) {
    return (flags[position] & flag) != 0;
  }
}
