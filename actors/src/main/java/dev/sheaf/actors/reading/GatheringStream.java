package dev.sheaf.actors.reading;

import dev.sheaf.actors.derived.DerivedPackage;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.reading.SampleRequest.Grain;
import dev.sheaf.actors.store.PackageLease;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.wire.batch.FrameHead;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one request. Packages that are here are leased when their frames are taken; the
 * others are fetched on threads of their own, and come through a queue as they arrive.
 */
final class GatheringStream implements SampleStream {
  private final Gathering gathering;
  private final Deque<Work> here = new ArrayDeque<>();
  private final LinkedBlockingQueue<Work> arrivals = new LinkedBlockingQueue<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger peersUnderWay = new AtomicInteger();
  private final BitSet owed = new BitSet();
  private final Costs costs = new Costs();
  private final LoneSamples lone;
  private final AtomicBoolean left = new AtomicBoolean();
  private volatile boolean closed;
  private @Nullable Expansion expansion;

  GatheringStream(Gathering gathering) {
    this.gathering = gathering;
    this.lone = new LoneSamples(gathering, costs);
    owed.set(0, gathering.request().ids().size());
  }

  /** Positions of one lease that are still to be given. */
  private record Expansion(
      PackageLease lease, TierKind tier, Deque<Integer> positions, LongUnaryOperator offsets) {}

  /** A package that was here at admission. */
  void hit(int index, List<Integer> positions) {
    here.add(new Work.Hit(index, positions));
  }

  /** A package in whose stead a derived one is here. */
  void derived(int index, List<Integer> positions, DerivedPackage derived) {
    here.add(new Work.Derived(index, positions, derived));
  }

  /**
   * Positions of a package that is not here, for which space was set aside at admission.
   *
   * @param whole true when space was set aside for the package
   */
  void fetch(int index, List<Integer> positions, boolean whole) {
    if (gathering.request().grain() == Grain.PACKAGE) {
      begin(WaitCause.ORIGIN, () -> fetchNow(index, positions));
    } else if (whole) {
      begin(WaitCause.ORIGIN, () -> fetchKept(index, positions));
    } else {
      positions.forEach(
          position -> begin(WaitCause.ORIGIN, () -> arrived(position, lone.read(position))));
    }
  }

  /** Samples that are near are read alone; for the others the package is read, and kept. */
  private void fetchKept(int index, List<Integer> positions) {
    var absent = new ArrayList<Integer>();
    for (var position : positions) {
      var near = lone.near(position);
      if (near == null) {
        absent.add(position);
      } else {
        arrived(position, near);
      }
    }
    if (!absent.isEmpty()) {
      fetchNow(index, absent);
    }
  }

  private void arrived(int position, @Nullable SampleFrame frame) {
    arrivals.add(
        frame == null
            ? lostAtOrigin(List.of(position))
            : new Work.Framed(frame, WaitCause.of(frame.head())));
  }

  /** A package that is not here, of a request that goes no further. */
  void absent(List<Integer> positions) {
    arrivals.add(new Work.Lost(positions, FrameHead.DEADLINE, WaitCause.ORIGIN));
  }

  void remote(List<ClusterView.Member> owners, List<Integer> positions) {
    begin(WaitCause.PEER, () -> readFrom(owners, positions));
  }

  private void begin(WaitCause cause, Runnable part) {
    underWay.incrementAndGet();
    if (cause == WaitCause.PEER) {
      peersUnderWay.incrementAndGet();
    }
    Thread.startVirtualThread(
        gathering
            .request()
            .payer()
            .bound(() -> {
              try {
                if (cause == WaitCause.PEER) {
                  part.run();
                } else {
                  gathering.inTurn(part);
                }
              } finally {
                // Wakes the taker, which may be waiting for a part that brought nothing.
                if (cause == WaitCause.PEER) {
                  peersUnderWay.decrementAndGet();
                }
                arrivals.add(new Work.Lost(List.of(), FrameHead.OK, cause));
                underWay.decrementAndGet();
                leaveWhenDone();
              }
            }));
  }

  private void fetchNow(int index, List<Integer> positions) {
    var request = gathering.request();
    var outcome =
        gathering
            .reader()
            .flights(request.reach())
            .fetch(
                gathering.manifest(),
                gathering.id(index),
                gathering.space()::take,
                request.deadlineNanos());
    arrivals.add(
        switch (outcome) {
          case FlightTable.Arrived.Here landed -> {
            costs.landed(landed, gathering.manifest().table().count(index));
            yield Work.Landed.of(landed, positions);
          }
          case FlightTable.Arrived.Failed failed -> lostAtOrigin(positions);
          case FlightTable.Arrived.Late late -> lostAtOrigin(positions);
        });
  }

  private static Work lostAtOrigin(List<Integer> positions) {
    return new Work.Lost(positions, FrameHead.DEADLINE, WaitCause.ORIGIN);
  }

  /** Asks one owner after the other, and last this node's own tiers. */
  private void readFrom(List<ClusterView.Member> owners, List<Integer> positions) {
    var peers = new PeerReads(gathering, costs, arrivals::add);
    var left = new ArrayList<>(positions);
    for (var owner : owners) {
      if (left.isEmpty() || closed) {
        return;
      }
      peers.read(owner, left);
    }
    var byPackage = new LinkedHashMap<Integer, List<Integer>>();
    for (var position : left) {
      var index = gathering.manifest().table().packageOf(gathering.sample(position));
      byPackage.computeIfAbsent(index, absent -> new ArrayList<>()).add(position);
    }
    byPackage.forEach(this::ownTiers);
  }

  private void ownTiers(int index, List<Integer> positions) {
    if (gathering.request().grain() == Grain.SAMPLE) {
      positions.forEach(position -> arrived(position, lone.readUncounted(position)));
      return;
    }
    var size = gathering.manifest().table().sizeBytes(index);
    var space = gathering.reader().store().reserve(List.of(size));
    if (space == null) {
      arrivals.add(lostAtOrigin(positions));
      return;
    }
    try (space) {
      var request = gathering.request();
      new GatheringPart(gathering, space, costs)
          .fetch(index, request.deadlineNanos())
          .ifPresentOrElse(
              landed -> arrivals.add(Work.Landed.of(landed, positions)),
              () -> arrivals.add(lostAtOrigin(positions)));
    }
  }

  @Override
  public @Nullable SampleFrame next() throws InterruptedException {
    var frame = atHand();
    while (frame == null && !owed.isEmpty()) {
      frame = wanted(frameOf(await()));
      if (frame == null) {
        frame = atHand();
      }
    }
    return frame;
  }

  @Override
  public @Nullable SampleFrame atHand() {
    while (!owed.isEmpty()) {
      SampleFrame frame;
      if (expansion != null) {
        frame = expand(expansion);
      } else {
        var work = here.isEmpty() ? arrivals.poll() : here.poll();
        if (work == null) {
          return null;
        }
        frame = frameOf(work);
      }
      if (wanted(frame) != null) {
        return frame;
      }
    }
    return null;
  }

  /** The frame, unless its position was given before. */
  private @Nullable SampleFrame wanted(@Nullable SampleFrame frame) {
    if (frame == null) {
      return null;
    }
    if (!owed.get(frame.position())) {
      frame.close();
      return null;
    }
    owed.clear(frame.position());
    return frame;
  }

  /** The next frame of a piece of work; null when it gave none. */
  private @Nullable SampleFrame frameOf(Work work) {
    return switch (work) {
      case Work.Hit(int index, List<Integer> positions) -> takeHit(index, positions);
      case Work.Derived derived -> takeDerived(derived);
      case Work.Landed(var lease, var tier, var _, var positions) -> {
        costs.hits(tier, positions.size());
        expansion = whole(lease, tier, positions);
        yield null;
      }
      case Work.Framed framed -> framed.frame();
      case Work.Lost lost -> lost(lost);
    };
  }

  private Work await() throws InterruptedException {
    var began = System.nanoTime();
    var left = gathering.request().deadlineNanos() - began;
    var work = left <= 0 ? arrivals.poll() : arrivals.poll(left, TimeUnit.NANOSECONDS);
    var came = work == null ? outOfTime() : work;
    costs.waited(came.waitedFor(), System.nanoTime() - began);
    return came;
  }

  /** Nothing came in time: what is still under way is what was waited for. */
  private Work outOfTime() {
    var cause = peersUnderWay.get() > 0 ? WaitCause.PEER : WaitCause.ORIGIN;
    return new Work.Lost(owed.stream().boxed().toList(), FrameHead.DEADLINE, cause);
  }

  private @Nullable SampleFrame lost(Work.Lost lost) {
    var positions = lost.positions();
    if (positions.isEmpty()) {
      return null;
    }
    if (positions.size() > 1) {
      arrivals.add(
          new Work.Lost(positions.subList(1, positions.size()), lost.status(), lost.cause()));
    }
    return owed.get(positions.getFirst())
        ? gathering.failed(positions.getFirst(), lost.status())
        : null;
  }

  private @Nullable SampleFrame takeHit(int index, List<Integer> positions) {
    var lease = gathering.reader().store().lease(gathering.id(index));
    if (lease == null) {
      // It was given up between admission and now.
      begin(WaitCause.ORIGIN, () -> ownTiers(index, positions));
      return null;
    }
    costs.hits(TierKind.MEMORY, positions.size());
    expansion = whole(lease, TierKind.MEMORY, positions);
    return null;
  }

  /** Once it is gone, the package itself is read. */
  private @Nullable SampleFrame takeDerived(Work.Derived work) {
    var lease = gathering.reader().store().lease(work.derived().stored());
    if (lease == null) {
      begin(WaitCause.ORIGIN, () -> ownTiers(work.index(), work.positions()));
      return null;
    }
    costs.hits(TierKind.MEMORY, work.positions().size());
    expansion =
        new Expansion(
            lease,
            TierKind.MEMORY,
            new ArrayDeque<>(work.positions()),
            id -> work.derived().offset(gathering.manifest(), id));
    return null;
  }

  private Expansion whole(PackageLease lease, TierKind tier, List<Integer> positions) {
    return new Expansion(
        lease, tier, new ArrayDeque<>(positions), gathering.manifest()::offsetInPackage);
  }

  private @Nullable SampleFrame expand(Expansion open) {
    var position = open.positions().poll();
    if (position == null) {
      open.lease().close();
      expansion = null;
      return null;
    }
    return gathering.frame(position, open.lease().again(), open.tier(), open.offsets());
  }

  @Override
  public boolean complete() {
    return underWay.get() == 0 && arrivals.isEmpty();
  }

  @Override
  public ReadCost cost() {
    return costs.sum();
  }

  @Override
  public long waitedNanos(WaitCause cause) {
    return costs.waitedNanos(cause);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    owed.clear();
    if (expansion != null) {
      expansion.lease().close();
      expansion = null;
    }
    leaveWhenDone();
  }

  /** The space set aside is given back when no part may need it any more. */
  private void leaveWhenDone() {
    if (closed) {
      drain();
      if (underWay.get() == 0 && left.compareAndSet(false, true)) {
        gathering.leave();
      }
    }
  }

  /** Lets go of what arrived and nobody will take. */
  private void drain() {
    for (var work = arrivals.poll(); work != null; work = arrivals.poll()) {
      switch (work) {
        case Work.Landed landed -> landed.lease().close();
        case Work.Framed framed -> framed.frame().close();
        case Work.Hit hit -> {}
        case Work.Derived derived -> {}
        case Work.Lost lost -> {}
      }
    }
  }
}
