package dev.sheaf.gpu.ensemble;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.sheaf.gpu.model.Predictions;
import dev.sheaf.gpu.worker.Assignment;
import dev.sheaf.gpu.worker.Failure;
import dev.sheaf.gpu.worker.GpuCommand;
import dev.sheaf.gpu.worker.GpuEvent;
import dev.sheaf.gpu.worker.GpuWorker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Trains the members of an ensemble, as many at once as there are slots, and votes at the end.
 *
 * <pre>
 *   training  a member is trained → its slot takes the next one
 *             all members are trained or have failed → Outcome told, stopped
 * </pre>
 */
public final class EnsembleRun extends AbstractBehavior<GpuEvent> {
  private final Consumer<GpuEvent> watcher;
  private final Consumer<Outcome> done;
  private final Deque<Assignment> waiting;
  private final Map<String, Predictions> trained = new TreeMap<>();
  private final Map<String, String> failed = new TreeMap<>();
  private final Map<String, ActorRef<GpuCommand>> slots = new TreeMap<>();
  private final List<String> ended = new ArrayList<>();
  private final int members;

  /**
   * How an ensemble ended.
   *
   * @param predictions of every member that was trained and had test samples, by name
   * @param failures why the others were not, by name
   */
  public record Outcome(Map<String, Predictions> predictions, Map<String, String> failures) {
    /** The accuracy of the soft vote over all members; NaN without predictions. */
    public double accuracy() {
      return predictions.isEmpty()
          ? Double.NaN
          : Predictions.softVote(List.copyOf(predictions.values()));
    }
  }

  /**
   * An ensemble that begins at once.
   *
   * @param assignments the members; each a name of its own
   * @param slotCount how many are trained at once
   * @param watcher hears every event, on the actor's thread: be quick
   * @param done hears the outcome, once
   */
  public static Behavior<GpuEvent> create(
      List<Assignment> assignments,
      int slotCount,
      GpuWorker.Ports ports,
      Consumer<GpuEvent> watcher,
      Consumer<Outcome> done) {
    return Behaviors.setup(context -> {
      var run = new EnsembleRun(context, assignments, watcher, done);
      for (int slot = 0; slot < Math.min(slotCount, assignments.size()); slot++) {
        run.next(context.spawn(GpuWorker.create(ports), "slot-" + slot));
      }
      return run;
    });
  }

  private EnsembleRun(
      ActorContext<GpuEvent> context,
      List<Assignment> assignments,
      Consumer<GpuEvent> watcher,
      Consumer<Outcome> done) {
    super(context);
    this.waiting = new ArrayDeque<>(assignments);
    this.members = assignments.size();
    this.watcher = watcher;
    this.done = done;
  }

  @Override
  public Receive<GpuEvent> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::on)
        .onSignal(Terminated.class, this::slotGone)
        .build();
  }

  private Behavior<GpuEvent> on(GpuEvent event) {
    watcher.accept(event);
    switch (event) {
      case GpuEvent.Trained(String member, Predictions predictions) -> {
        if (predictions != null) {
          trained.put(member, predictions);
        }
        return freed(member, "");
      }
      case GpuEvent.Failed failed -> {
        return freed(failed.member(), failed.reason());
      }
      case GpuEvent.Started started -> {}
      case GpuEvent.Stepped stepped -> {}
      case GpuEvent.Restarted restarted -> {}
      case GpuEvent.Fed fed -> {}
      case GpuEvent.Facts facts -> {}
      case GpuEvent.Scored scored -> {}
      case GpuEvent.Profiled profiled -> {}
      case GpuEvent.Saved saved -> {}
      case GpuEvent.Paused paused -> {}
      case GpuEvent.Killed killed -> {}
    }
    return this;
  }

  private Behavior<GpuEvent> freed(String member, String failure) {
    if (!failure.isEmpty()) {
      failed.put(member, failure);
    }
    var slot = slots.remove(member);
    if (slot != null) {
      ended.add(member);
      next(slot);
    }
    if (ended.size() < members) {
      return this;
    }
    done.accept(new Outcome(Map.copyOf(trained), Map.copyOf(failed)));
    return Behaviors.stopped();
  }

  private void next(ActorRef<GpuCommand> slot) {
    var assignment = waiting.poll();
    if (assignment == null) {
      slot.tell(new GpuCommand.Shutdown());
      return;
    }
    slots.put(assignment.member(), slot);
    getContext().watch(slot);
    slot.tell(new GpuCommand.Train(assignment, getContext().getSelf()));
  }

  /** A slot that broke fails its member; a slot that was shut down has none. */
  private Behavior<GpuEvent> slotGone(Terminated gone) {
    for (var entry : List.copyOf(slots.entrySet())) {
      if (entry.getValue().path().equals(gone.getRef().path())) {
        return on(
            new GpuEvent.Failed(
                entry.getKey(),
                new Failure(Failure.Kind.EXIT, "its slot broke: see the node's log")));
      }
    }
    return this;
  }
}
