package dev.sheaf.actors.reading;

import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.wire.batch.FrameHead;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads positions of one request from the nodes that own their packages. */
final class PeerReads {
  private final Gathering gathering;
  private final Costs costs;
  private final Consumer<Work> arrivals;

  PeerReads(Gathering gathering, Costs costs, Consumer<Work> arrivals) {
    this.gathering = gathering;
    this.costs = costs;
    this.arrivals = arrivals;
  }

  /** Asks {@code owner} for the positions that are left; those that arrive are left no more. */
  void read(ClusterView.Member owner, List<Integer> left) {
    var request = gathering.request();
    var ids = left.stream().map(gathering::sample).toList();
    var asked = List.copyOf(left);
    var last = new ArrayList<SampleFrame>();
    try {
      var cost =
          gathering
              .reader()
              .peers()
              .read(
                  owner.dataAddress(),
                  request.toPeer(ids),
                  frame -> byPeer(frame, asked, left, last));
      costs.add(cost);
    } catch (IOException unreachable) {
      // What is left is asked of the next owner.
    }
    last.forEach(frame -> arrivals.accept(Work.Framed.byPeer(frame)));
  }

  /**
   * The last frame waits for the cost, which follows it: who has all frames knows what they cost.
   */
  private void byPeer(
      SampleFrame frame, List<Integer> asked, List<Integer> left, List<SampleFrame> last) {
    var position = asked.get(frame.position());
    if (frame.head().status() == FrameHead.DEADLINE
        || (frame.head().status() == FrameHead.OK && !gathering.intact(frame))) {
      frame.close();
      return;
    }
    if (left.remove((Object) position)) {
      var head = frame.head().withFlags(frame.head().flags() | FrameHead.BY_PEER);
      var given = new SampleFrame(position, head, frame.pieces(), frame::close);
      if (left.isEmpty()) {
        last.add(given);
      } else {
        arrivals.accept(Work.Framed.byPeer(given));
      }
    }
  }
}
