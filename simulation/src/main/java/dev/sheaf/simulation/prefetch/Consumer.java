package dev.sheaf.simulation.prefetch;

import dev.sheaf.policies.prefetch.ReadAhead;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayList;
import java.util.List;

/** A training process: takes the samples in order, and is busy with each for a while. */
final class Consumer {
  private final Timeline time;
  private final Buffer buffer;
  private final long[] order;
  private final List<Pace> paces;
  private final List<Long> paceEnds = new ArrayList<>();
  private int position;
  private boolean waiting;
  private long waitingSince;
  private long waitedNanos;
  private long consumed;
  private int refused;
  private int hung;
  private long consumedBytes;
  private Runnable onTaken = () -> {};

  Consumer(Timeline time, Buffer buffer, long[] order, List<Pace> paces) {
    this.time = time;
    this.buffer = buffer;
    this.order = order;
    this.paces = paces;
    var end = 0L;
    for (var pace : paces) {
      end += pace.forNanos();
      paceEnds.add(end);
    }
  }

  /** The pace of this moment; the last one goes on for ever. */
  Pace pace() {
    for (int i = 0; i < paces.size(); i++) {
      if (time.now() < paceEnds.get(i)) {
        return paces.get(i);
      }
    }
    return paces.getLast();
  }

  /** When the paces end. */
  List<Long> paceEnds() {
    return List.copyOf(paceEnds);
  }

  /** Asks for the next sample, or goes on waiting for it. */
  void ask() {
    if (position == order.length || hung > 0) {
      return;
    }
    switch (buffer.take(order[position])) {
      case TAKEN -> take();
      case COMING -> await();
      case UNLISTED -> throw new IllegalStateException("unlisted id " + order[position]);
    }
  }

  /** Something has arrived. */
  void arrived() {
    if (waiting) {
      ask();
    }
  }

  /**
   * Asks besides for an id that is not in the list. It is told so, unless {@code asReleased}: then
   * nobody answers, and the process hangs.
   */
  void askUnlisted(long id, boolean asReleased) {
    if (asReleased) {
      hung++;
      if (!waiting) {
        await();
      }
      return;
    }
    if (buffer.take(id) == ReadAhead.Answer.UNLISTED) {
      refused++;
    }
  }

  /** Lets this happen whenever a sample was taken, and room became free. */
  void onTaken(Runnable action) {
    onTaken = action;
  }

  /** How long it has waited in all, up to now. */
  long waitedNanos() {
    return waitedNanos + (waiting ? time.now() - waitingSince : 0);
  }

  long consumedBytes() {
    return consumedBytes;
  }

  long consumed() {
    return consumed;
  }

  int refused() {
    return refused;
  }

  int hung() {
    return hung;
  }

  private void take() {
    if (waiting) {
      waitedNanos += time.now() - waitingSince;
      waiting = false;
    }
    consumedBytes += buffer.bytesOf(order[position]);
    position++;
    consumed++;
    time.after(pace().sampleNanos(), this::ask);
    onTaken.run();
  }

  private void await() {
    if (!waiting) {
      waiting = true;
      waitingSince = time.now();
    }
  }
}
