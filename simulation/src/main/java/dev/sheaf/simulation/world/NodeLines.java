package dev.sheaf.simulation.world;

import dev.sheaf.policies.books.FleetBook;
import dev.sheaf.policies.books.FleetProtocol.Command;
import dev.sheaf.policies.books.FleetProtocol.Effect;
import dev.sheaf.policies.books.FleetProtocol.Reply;
import dev.sheaf.simulation.kernel.Timeline;
import dev.sheaf.simulation.world.FunctionHost.Outcome;
import dev.sheaf.simulation.world.FunctionHost.Transfer;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The virtual shell of {@link FleetBook}: chunks wait in a line for each node, one is under way at
 * a time, and before each the book makes sure that the node is awake.
 *
 * <p>A time limit that cannot pass, because the answer is already on its way and will be earlier,
 * is not put on the timeline; the book would ignore it.
 */
public final class NodeLines implements FunctionHost.Listener {
  private static final int MOST_TRIES = 3;

  private final Timeline timeline;
  private final FleetBook book;
  private final FunctionHost host;
  private final ObjLongConsumer<Integer> whenLost;
  private final Line[] lines;

  /** What came of a chunk. */
  public enum End {
    /** Sent. */
    DONE,
    /** The node does not hold it. */
    MISSING,
    /** The node cannot be had. */
    UNAVAILABLE
  }

  private static final class Job {
    private final Transfer transfer;
    private final Consumer<End> ended;
    private int tries;

    Job(Transfer transfer, Consumer<End> ended) {
      this.transfer = transfer;
      this.ended = ended;
    }
  }

  private static final class Line {
    private final ArrayDeque<Job> waiting = new ArrayDeque<>(2);
    private boolean sending;
  }

  /**
   * Lines without a chunk.
   *
   * @param whenLost hears which node lost what was written after which instant
   */
  public NodeLines(
      Timeline timeline, FleetBook book, FunctionHost host, ObjLongConsumer<Integer> whenLost) {
    this.timeline = timeline;
    this.book = book;
    this.host = host;
    this.whenLost = whenLost;
    this.lines = new Line[host.nodes()];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = new Line();
    }
    host.tell(this);
  }

  /** Sends a chunk when its turn comes. */
  public void submit(int node, Transfer transfer, Consumer<End> ended) {
    var line = lines[node];
    line.waiting.add(new Job(transfer, ended));
    if (line.waiting.size() == 1 && !line.sending) {
      need(node);
    }
  }

  /** Wakes the node, for nothing. */
  public void wake(int node) {
    if (lines[node].waiting.isEmpty() && !lines[node].sending) {
      need(node);
    }
  }

  /** The node holds something worth keeping warm, or nothing. */
  public void holds(int node, boolean something) {
    tell(new Command.Holds(node, something));
  }

  private void need(int node) {
    if (tell(new Command.Need(node)) == Reply.UNAVAILABLE) {
      // Not at once: whoever submits a chunk hears of it later, never while it still submits.
      timeline.after(0, () -> giveUp(node));
    }
  }

  private void giveUp(int node) {
    var given = lines[node].waiting.toArray(Job[]::new);
    lines[node].waiting.clear();
    for (var job : given) {
      job.ended.accept(End.UNAVAILABLE);
    }
  }

  private void ready(int node) {
    var line = lines[node];
    var job = line.waiting.peek();
    if (job == null || line.sending) {
      return;
    }
    line.sending = true;
    host.send(node, job.transfer, outcome -> sent(node, job, outcome));
  }

  private void sent(int node, Job job, Outcome outcome) {
    var line = lines[node];
    line.sending = false;
    if (outcome == Outcome.RUN_OVER && ++job.tries < MOST_TRIES) {
      timeline.after(1, () -> need(node));
      return;
    }
    line.waiting.remove();
    job.ended.accept(
        switch (outcome) {
          case DONE -> End.DONE;
          case MISSING -> End.MISSING;
          case RUN_OVER -> End.UNAVAILABLE;
        });
    if (!line.waiting.isEmpty()) {
      need(node);
    }
  }

  @Override
  public void answered(int node, long question, long instance, long asOfNanos) {
    tell(new Command.Answered(node, question, instance, asOfNanos));
  }

  @Override
  public void bye(int node, long question) {
    tell(new Command.Bye(node, question));
  }

  @Override
  public void returned(int node, long question, long instance, long asOfNanos) {
    tell(new Command.Returned(node, question, instance, asOfNanos));
  }

  private @Nullable Reply tell(Command command) {
    var decision = book.decide(command, timeline.now());
    for (var event : decision.events()) {
      book.apply(event);
    }
    for (var effect : decision.effects()) {
      run(effect);
    }
    return decision.reply();
  }

  private void run(Effect effect) {
    switch (effect) {
      case Effect.Invoke invoke -> {
        timeline.note(invoke.node(), invoke.question());
        var heard = host.invoke(invoke.node(), invoke.question(), invoke.purpose());
        limit(invoke.node(), invoke.question(), invoke.withinNanos(), heard);
      }
      case Effect.Ping ping -> {
        var heard = host.ping(ping.node(), ping.question());
        limit(ping.node(), ping.question(), ping.withinNanos(), heard);
      }
      case Effect.Ready ready -> ready(ready.node());
      case Effect.Unavailable unavailable -> giveUp(unavailable.node());
      case Effect.Lost lost -> whenLost.accept(lost.node(), lost.asOfNanos());
      case Effect.Met met -> {
        // Scenarios say how often nodes are warmed.
      }
      case Effect.Remind remind ->
          timeline.after(remind.afterNanos(), () -> tell(new Command.Reminded(remind.node())));
    }
  }

  private void limit(int node, long question, long withinNanos, long heardAt) {
    if (heardAt > timeline.now() + withinNanos) {
      timeline.after(withinNanos, () -> tell(new Command.Silent(node, question)));
    }
  }
}
