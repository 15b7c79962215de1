package dev.sheaf.node;

import dev.sheaf.actors.control.LookAhead;
import dev.sheaf.actors.control.StallMeter;
import dev.sheaf.actors.control.Tuner;
import dev.sheaf.gpu.pipeline.DecodedSamples;
import dev.sheaf.http.metrics.NodeFigures;
import dev.sheaf.node.config.Settings;
import dev.sheaf.policies.books.TunerBook;
import dev.sheaf.policies.prefetch.Caps;
import java.util.concurrent.atomic.AtomicLong;

/** What a node's tuner reads and sets, and what is shown of it. */
record ControlLoop(
    Storage storage, StallMeter stalls, DecodedSamples decoded, AtomicLong aheadBytes) {
  /** Figures of a node that looks nowhere ahead yet. */
  static ControlLoop of(Storage storage, StallMeter stalls, DecodedSamples decoded) {
    var loop = new ControlLoop(storage, stalls, decoded, new AtomicLong());
    storage.show(loop::figures);
    return loop;
  }

  /**
   * What the tuner of this node needs.
   *
   * @param lookAhead who fetches ahead
   */
  Tuner.Ports ports(Settings.Tuner settings, LookAhead lookAhead) {
    return new Tuner.Ports(
        new Caps(
            settings.mostReaders(),
            settings.leastBytes(),
            settings.jobBytes(),
            settings.nodeBytes()),
        this::counters,
        storage.readers(),
        new LookAhead() {
          @Override
          public void set(long bytes) {
            aheadBytes.set(bytes);
            lookAhead.set(bytes);
          }

          @Override
          public int readyPercent() {
            return lookAhead.readyPercent();
          }
        });
  }

  private TunerBook.Counters counters() {
    var sum = stalls.sum();
    return new TunerBook.Counters(
        sum.stallNanos(),
        sum.stepNanos(),
        sum.bytes(),
        storage.originFailures(),
        TunerBook.UNKNOWN);
  }

  private NodeFigures.Control figures() {
    return new NodeFigures.Control(
        storage.readers().limit(),
        aheadBytes.get(),
        stalls.stallNanosByJob(),
        decoded.decodes(),
        decoded.hits(),
        decoded.usedBytes());
  }
}
