package dev.sheaf.simulation.prefetch;

import dev.sheaf.policies.prefetch.Fill;
import dev.sheaf.policies.prefetch.ReadAhead;
import java.util.function.LongUnaryOperator;

/** The bytes that were read ahead, and how full they made the buffer each time that changed. */
final class Buffer {
  private final ReadAhead stage;
  private final LongUnaryOperator bytesOf;
  private Fill reserved = Fill.NONE;
  private Fill ready = Fill.NONE;
  private long overLimitBytes;
  private long mostBytes;

  Buffer(long[] order, LongUnaryOperator bytesOf, long limitBytes) {
    this.stage = new ReadAhead(order, bytesOf, limitBytes);
    this.bytesOf = bytesOf;
  }

  /** What to read next. */
  long next() {
    var id = stage.next();
    if (id != ReadAhead.NONE) {
      overLimitBytes = Math.max(overLimitBytes, stage.reservedBytes() - stage.limitBytes());
      mostBytes = Math.max(mostBytes, stage.reservedBytes());
      note();
    }
    return id;
  }

  void arrived(long id) {
    stage.arrived(id);
    note();
  }

  ReadAhead.Answer take(long id) {
    var answer = stage.take(id);
    if (answer == ReadAhead.Answer.TAKEN) {
      note();
    }
    return answer;
  }

  void limit(long bytes) {
    stage.limit(bytes);
  }

  long bytesOf(long id) {
    return bytesOf.applyAsLong(id);
  }

  /** How full it was with what is there or being read, since this was last asked. */
  Fill takeReserved() {
    var taken = reserved;
    reserved = Fill.NONE;
    return taken.count() == 0 ? taken.and(percent(stage.reservedBytes())) : taken;
  }

  /** How full it was with what could be consumed, since this was last asked. */
  Fill takeReady() {
    var taken = ready;
    ready = Fill.NONE;
    return taken.count() == 0 ? taken.and(percent(stage.readyBytes())) : taken;
  }

  /** By how much a reservation ever went over the limit in force; 0 when none did. */
  long overLimitBytes() {
    return Math.max(0, overLimitBytes);
  }

  /** The most that was ever there or being read. */
  long mostBytes() {
    return mostBytes;
  }

  private void note() {
    reserved = reserved.and(percent(stage.reservedBytes()));
    ready = ready.and(percent(stage.readyBytes()));
  }

  private int percent(long bytes) {
    return (int) (100 * bytes / stage.limitBytes());
  }
}
