package dev.sheaf.gpu.ensemble;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.RecipientRef;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.receptionist.Receptionist;
import dev.sheaf.actors.ensemble.EnsembleMessage;
import dev.sheaf.actors.ensemble.SlotCommand;
import dev.sheaf.actors.ensemble.SlotOffer;
import dev.sheaf.actors.ensemble.SlotReport;
import dev.sheaf.gpu.pipeline.SharedPipelines;
import dev.sheaf.gpu.worker.GpuCommand;
import dev.sheaf.gpu.worker.GpuWorker;
import dev.sheaf.gpu.worker.TrainerChild;
import dev.sheaf.policies.scheduling.WorkerHealth;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The slots of one node: seats members as ensembles ask for it, as long as a slot is free, and
 * decides nothing else.
 *
 * <p>A seat is known by ensemble and member. A later round replaces it; the same round finds it as
 * it is, and lets it say again what was not noted.
 *
 * <p>A seat may rest: its process keeps its state, and its slot goes to another. As many may rest
 * as there are slots; one more, and the one that has rested longest is saved and ended, as is one
 * that is to go on where no slot is free.
 *
 * <p>Where too many trainers ended by a fault of the machine, the next one is started on trial, and
 * members sit down here again once that went well.
 */
public final class SlotKeeper extends AbstractBehavior<SlotCommand> {
  private final Ports ports;
  private final Map<Key, Taken> seats = new HashMap<>();

  /** How many slots each worker has. */
  private final Map<ActorRef<?>, Integer> workers = new HashMap<>();

  /** Those seats that rest, the one that has rested longest first. */
  private final LinkedHashMap<Key, ActorRef<GpuCommand>> resting = new LinkedHashMap<>();

  private final WorkerHealth health = new WorkerHealth();
  private boolean probing;
  private long nextSerial;

  /**
   * What a keeper needs of its node.
   *
   * @param node its id
   * @param dataAddress of its data port
   * @param slots trainers that may run at once
   * @param slotBytes what a trainer's model may take
   * @param files where members leave what they learn
   * @param worker what a worker needs
   * @param ensembles reaches the coordinator of an ensemble by name
   */
  public record Ports(
      String node,
      String dataAddress,
      int slots,
      long slotBytes,
      MemberFiles files,
      GpuWorker.Ports worker,
      Function<String, RecipientRef<EnsembleMessage>> ensembles) {}

  private record Key(String ensemble, String member) {}

  private record Taken(
      int round, int life, ActorRef<SeatMessage> seat, ActorRef<GpuCommand> worker) {
    boolean isBefore(SlotCommand.Train train) {
      return round < train.round() || (round == train.round() && life < train.life());
    }
  }

  /** A keeper that all nodes can find. */
  public static Behavior<SlotCommand> create(Ports ports) {
    return Behaviors.setup(context -> {
      context
          .getSystem()
          .receptionist()
          .tell(Receptionist.register(SlotCommand.KEEPERS, context.getSelf()));
      return new SlotKeeper(context, ports);
    });
  }

  private SlotKeeper(ActorContext<SlotCommand> context, Ports ports) {
    super(context);
    this.ports = ports;
  }

  @Override
  public Receive<SlotCommand> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::on)
        .onSignal(Terminated.class, gone -> gone(gone.getRef()))
        .build();
  }

  /** A worker that has ended frees its slot; a seat that has ended has nothing more to tell. */
  private Behavior<SlotCommand> gone(ActorRef<?> who) {
    workers.keySet().removeIf(worker -> worker.path().equals(who.path()));
    resting.values().removeIf(worker -> worker.path().equals(who.path()));
    seats.values().removeIf(taken -> taken.seat().path().equals(who.path()));
    return this;
  }

  private Behavior<SlotCommand> on(SlotCommand command) {
    switch (command) {
      case SlotCommand.Introduce(ActorRef<SlotOffer> replyTo) -> introduce(replyTo);
      case SlotCommand.Train train -> train(train);
      case SlotCommand.Pause(String ensemble, String member, int round) ->
          pause(new Key(ensemble, member), round);
      case SlotCommand.Rested(String ensemble, String member, int round) ->
          rested(new Key(ensemble, member), round);
      case SlotCommand.Ran(boolean systemError) -> health.ran(systemError);
      case SlotCommand.Probed(String error) -> probed(error);
      case SlotCommand.Save(String ensemble, String member, int round) ->
          save(new Key(ensemble, member), round);
      case SlotCommand.Leave(String ensemble, String member) -> leave(new Key(ensemble, member));
      case SlotCommand.Noted(String ensemble, String member, long number) -> {
        var taken = seats.get(new Key(ensemble, member));
        if (taken != null) {
          taken.seat().tell(new SeatMessage.Noted(number));
        }
      }
      case SlotCommand.Share(String job, String preparer, List<String> takers) ->
          ports
              .worker()
              .pipelines()
              .arrange(job, new SharedPipelines.Sharing(preparer, ports.node(), takers));
      case SlotCommand.Compare compare -> compare(compare);
    }
    return this;
  }

  /** Once it is known what trains here. */
  private void introduce(ActorRef<SlotOffer> replyTo) {
    var self = getContext().getSelf();
    var offered = ports.worker().trainers().offer();
    var _ =
        offered.thenAccept(trainers ->
            replyTo.tell(
                new SlotOffer(
                    ports.node(),
                    ports.slots(),
                    ports.slotBytes(),
                    trainers,
                    self,
                    ports.dataAddress())));
  }

  private void train(SlotCommand.Train train) {
    var member = train.spec().members().getFirst().name();
    var key = new Key(train.spec().name(), member);
    var taken = seats.get(key);
    if (taken != null && !taken.isBefore(train)) {
      goOn(key, taken);
      return;
    }
    leave(key);
    if (!health.isHealthy()) {
      probe(train);
    }
    var slots = train.spec().members().getFirst().slots();
    if (free() < slots || !health.isHealthy()) {
      full(key, train.round());
      return;
    }
    var ensemble = ports.ensembles().apply(train.spec().name());
    var serial = ++nextSerial;
    var worker = getContext().spawn(GpuWorker.create(ports.worker()), "worker-" + serial);
    getContext().watch(worker);
    workers.put(worker, slots);
    var line = new Seat.Line(ensemble, getContext().getSelf());
    var order = new Seat.Order(ports.node(), train, ports.files(), worker, line);
    var seat = getContext().spawn(Seat.create(order), "seat-" + serial);
    getContext().watch(seat);
    seats.put(key, new Taken(train.round(), train.life(), seat, worker));
  }

  private int free() {
    var taken = workers.values().stream().mapToInt(Integer::intValue).sum();
    return ports.slots() - taken + rested();
  }

  /** Slots of those that rest. */
  private int rested() {
    return resting.values().stream().mapToInt(this::slotsOf).sum();
  }

  private int slotsOf(ActorRef<?> worker) {
    return workers.getOrDefault(worker, 0);
  }

  /** Starts what is to be trained, and ends it again, before this node is trusted with it. */
  private void probe(SlotCommand.Train train) {
    if (probing) {
      return;
    }
    probing = true;
    var assignment = ports.files().assignment(train, "probe");
    var trainers = ports.worker().trainers();
    var self = getContext().getSelf();
    Thread.ofVirtual()
        .name("probe")
        .start(() -> {
          try {
            TrainerChild.start(0, trainers, assignment).close();
            self.tell(new SlotCommand.Probed(""));
          } catch (IOException broken) {
            self.tell(new SlotCommand.Probed(String.valueOf(broken.getMessage())));
          }
        });
  }

  private void probed(String error) {
    probing = false;
    health.probed(error.isEmpty());
    if (error.isEmpty()) {
      getContext().getLog().info("trainers start on this node again");
    } else {
      getContext().getLog().warn("trainers do not start on this node: {}", error);
    }
  }

  private void full(Key key, int round) {
    ports
        .ensembles()
        .apply(key.ensemble())
        .tell(new SlotReport.Full(ports.node(), key.member(), round));
  }

  /** One that rests needs a slot again; where there is none, it may find one elsewhere. */
  private void goOn(Key key, Taken taken) {
    if (!resting.containsKey(key)) {
      taken.seat().tell(new SeatMessage.Tell());
    } else if (free() >= slotsOf(taken.worker())) {
      resting.remove(key);
      taken.seat().tell(new SeatMessage.Resume());
    } else {
      taken.seat().tell(new SeatMessage.Evict());
    }
  }

  private void pause(Key key, int round) {
    var taken = seats.get(key);
    if (taken != null && taken.round() == round) {
      taken.seat().tell(new SeatMessage.Pause());
    } else {
      full(key, round);
    }
  }

  private void rested(Key key, int round) {
    var taken = seats.get(key);
    if (taken == null || taken.round() != round || !workers.containsKey(taken.worker())) {
      return;
    }
    resting.putIfAbsent(key, taken.worker());
    if (rested() > ports.slots()) {
      var longest = seats.get(resting.firstEntry().getKey());
      if (longest != null) {
        longest.seat().tell(new SeatMessage.Evict());
      }
    }
    ports.ensembles().apply(key.ensemble()).tell(new SlotReport.Resting(key.member(), round));
  }

  private void save(Key key, int round) {
    var taken = seats.get(key);
    if (taken != null && taken.round() == round) {
      taken.seat().tell(new SeatMessage.Save());
      return;
    }
    // Nothing runs here: its last checkpoint is what there is.
    ports
        .ensembles()
        .apply(key.ensemble())
        .tell(
            new SlotReport.Told(
                ports.node(), key.member(), round, 0, new SlotReport.Happening.Saved()));
  }

  private void leave(Key key) {
    var taken = seats.remove(key);
    resting.remove(key);
    if (taken != null) {
      taken.seat().tell(new SeatMessage.Leave());
    }
  }

  private void compare(SlotCommand.Compare compare) {
    var ensemble = ports.ensembles().apply(compare.spec().name());
    var comparison = new Comparison(ports.files(), compare.spec());
    Thread.ofVirtual()
        .name("compare-" + compare.spec().name())
        .start(() -> ensemble.tell(comparison.of(compare.members())));
  }
}
