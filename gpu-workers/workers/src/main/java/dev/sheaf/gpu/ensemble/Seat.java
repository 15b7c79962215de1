package dev.sheaf.gpu.ensemble;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.RecipientRef;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.sheaf.actors.ensemble.EnsembleMessage;
import dev.sheaf.actors.ensemble.Progress;
import dev.sheaf.actors.ensemble.SlotCommand;
import dev.sheaf.actors.ensemble.SlotReport;
import dev.sheaf.actors.ensemble.SlotReport.Happening;
import dev.sheaf.gpu.worker.GpuCommand;
import dev.sheaf.gpu.worker.GpuEvent;
import dev.sheaf.policies.books.LifeProtocol;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One member of an ensemble on one slot: lets a worker train it, and tells the ensemble what
 * happens, again and again until that is noted.
 *
 * <pre>
 *   coming    what the member left elsewhere is brought → busy; cannot be brought → stopped, as if
 *             there were no slot
 *   busy      Trained, Saved, Profiled, Failed → idle: the worker is shut down, which frees the slot
 *             Pause, and the worker has paused → resting: the slot is free, the state stays
 *   resting   Resume                           → busy
 *             nobody wanted it for a while     → leaving
 *   any       Evict                            → leaving: saved if there is time, and ended
 *   leaving   Saved, Killed                    → stopped; the ensemble hears that it sits no more
 *   idle      all that was told is noted       → stopped
 *   any       Leave                            → stopped, its worker with it
 * </pre>
 */
final class Seat extends AbstractBehavior<SeatMessage> {
  private static final Duration TELL = Duration.ofSeconds(1);

  /** Longer than a turn takes others: what rests so long is in the way of their memory. */
  private static final Duration REST = Duration.ofSeconds(90);

  private final Order order;
  private final Deque<SlotReport.Told> untold = new ArrayDeque<>();
  private final Deque<SeatMessage> early = new ArrayDeque<>();
  private final Keeping keeping;
  private long number;
  private final TimerScheduler<SeatMessage> timers;
  private boolean busy = true;
  private boolean coming = true;
  private boolean resting;
  private boolean leaving;
  private Progress progress;
  private boolean fedTogether;
  private Progress.@Nullable Gpu gpu;
  private double meanLoss = Double.NaN;
  private double computeMillis;
  private double waitMillis;
  private long images;

  /**
   * What a seat is for.
   *
   * @param node this node's id
   * @param train what the ensemble asked for
   * @param files where the member leaves what it learns
   * @param worker who trains, and holds the slot as long as it lives
   * @param line who hears of it
   */
  record Order(
      String node,
      SlotCommand.Train train,
      MemberFiles files,
      ActorRef<GpuCommand> worker,
      Line line) {
    RecipientRef<EnsembleMessage> ensemble() {
      return line.ensemble();
    }

    String ensembleName() {
      return train.spec().name();
    }

    String member() {
      return train.spec().members().getFirst().name();
    }

    int round() {
      return train.round();
    }
  }

  /**
   * Who hears of a seat.
   *
   * @param ensemble reaches its coordinator, wherever it lives
   * @param keeper of this node's slots
   */
  record Line(RecipientRef<EnsembleMessage> ensemble, ActorRef<SlotCommand> keeper) {}

  /** A seat that trains at once. */
  static Behavior<SeatMessage> create(Order order) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Seat(context, timers, order)));
  }

  private Seat(ActorContext<SeatMessage> context, TimerScheduler<SeatMessage> timers, Order order) {
    super(context);
    this.order = order;
    this.timers = timers;
    this.keeping = new Keeping(order, context.getSelf());
    this.progress = new Progress(order.node(), "", 0, 0, 0, Double.NaN, 0, 0, 0);
    context.watch(order.worker());
    keeping.bring();
    timers.startTimerWithFixedDelay(new SeatMessage.Tell(), TELL);
  }

  private void brought(String error) {
    if (!error.isEmpty()) {
      getContext()
          .getLog()
          .warn("{} cannot be trained here, as its files cannot: {}", order.member(), error);
      left();
      return;
    }
    coming = false;
    var seat = UUID.randomUUID().toString();
    var assignment = order.files().assignment(order.train(), seat);
    var hearing = getContext().messageAdapter(GpuEvent.class, SeatMessage.Heard::new);
    order.worker().tell(new GpuCommand.Train(assignment, hearing));
    early.forEach(getContext().getSelf()::tell);
    early.clear();
  }

  @Override
  public Receive<SeatMessage> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::on)
        .onSignal(Terminated.class, gone -> workerGone())
        .build();
  }

  private Behavior<SeatMessage> on(SeatMessage message) {
    if (coming && isForWorker(message)) {
      early.addLast(message);
      return this;
    }
    switch (message) {
      case SeatMessage.Brought(String error) -> brought(error);
      case SeatMessage.Kept kept -> keeping.kept();
      case SeatMessage.Heard(GpuEvent event) -> heard(event);
      case SeatMessage.Tell tell -> tell();
      case SeatMessage.Save save -> {
        order.worker().tell(new GpuCommand.Save());
        tell();
      }
      case SeatMessage.Pause pause -> {
        if (resting) {
          tell();
        } else {
          order.worker().tell(new GpuCommand.Pause());
        }
      }
      case SeatMessage.Resume resume -> resume();
      case SeatMessage.Evict evict -> evict();
      case SeatMessage.Noted(long noted) -> untold.removeIf(each -> each.number() <= noted);
      case SeatMessage.Leave leave -> {
        free();
        return Behaviors.stopped();
      }
    }
    return busy || !untold.isEmpty() || !keeping.isIdle() ? this : Behaviors.stopped();
  }

  private static boolean isForWorker(SeatMessage message) {
    return message instanceof SeatMessage.Save
        || message instanceof SeatMessage.Pause
        || message instanceof SeatMessage.Evict;
  }

  private void resume() {
    resting = false;
    timers.cancel(REST);
    order.worker().tell(new GpuCommand.Resume());
    tell();
  }

  private void evict() {
    if (busy && !leaving) {
      leaving = true;
      order.worker().tell(new GpuCommand.Evict());
    }
  }

  /** The worker has let go, whatever it says that it did: the member can sit down elsewhere. */
  private void left() {
    free();
    order.ensemble().tell(new SlotReport.Full(order.node(), member(), order.round()));
  }

  private String member() {
    return order.member();
  }

  /** The keeper hears of the free slot before the ensemble does. */
  private void paused() {
    resting = true;
    timers.startSingleTimer(REST, new SeatMessage.Evict(), REST);
    order
        .line()
        .keeper()
        .tell(new SlotCommand.Rested(order.ensembleName(), member(), order.round()));
  }

  private Behavior<SeatMessage> workerGone() {
    if (leaving) {
      left();
      return Behaviors.stopped();
    }
    if (busy) {
      busy = false;
      happened(new Happening.Lost("its slot broke: see the node's log"));
    }
    return this;
  }

  private void heard(GpuEvent event) {
    var lets =
        event instanceof GpuEvent.Saved
            || event instanceof GpuEvent.Profiled
            || event instanceof GpuEvent.Killed;
    if (leaving && lets) {
      keeping.say(!(event instanceof GpuEvent.Killed), this::left);
      return;
    }
    switch (event) {
      case GpuEvent.Paused paused -> paused();
      case GpuEvent.Killed killed -> {}
      case GpuEvent.Started started ->
          progress =
              new Progress(
                  order.node(),
                  started.device(),
                  started.pid(),
                  progress.epoch(),
                  started.step(),
                  meanLoss,
                  progress.imagesPerSecond(),
                  progress.waitShare(),
                  progress.restarts());
      case GpuEvent.Stepped stepped -> stepped(stepped);
      case GpuEvent.Fed fed -> fedTogether = fed.shared();
      case GpuEvent.Facts(String member, var told) ->
          gpu = new Progress.Gpu(told.usedBytes(), told.totalBytes(), told.busyPercent());
      case GpuEvent.Restarted restarted -> {
        progress = restarted(restarted.restart());
        gpu = null;
        ran(restarted.failure().kind().isSystem());
        happened(new Happening.Restarted(restarted.restart(), firstLine(restarted.reason())));
      }
      case GpuEvent.Scored scored ->
          happened(
              new Happening.Scored(
                  new LifeProtocol.Score(
                      scored.epoch(), scored.loss(), scored.accuracy(), pace(scored.pace()))));
      case GpuEvent.Profiled profiled -> last(new Happening.Profiled(pace(profiled.pace())));
      case GpuEvent.Saved saved -> {
        ran(false);
        last(new Happening.Saved());
      }
      case GpuEvent.Trained trained -> {
        ran(false);
        last(new Happening.Trained());
      }
      case GpuEvent.Failed failed -> {
        ran(failed.failure().kind().isSystem());
        last(new Happening.Failed(failed.reason()));
      }
    }
  }

  private void ran(boolean systemError) {
    order.line().keeper().tell(new SlotCommand.Ran(systemError));
  }

  private static LifeProtocol.Pace pace(GpuEvent.Pace pace) {
    return new LifeProtocol.Pace(pace.imagesPerSecond(), pace.waitShare());
  }

  /** What ended it, without what it printed before. */
  private static String firstLine(String reason) {
    return reason.lines().findFirst().orElse("").replaceFirst("; it said last: .*", "");
  }

  private Progress restarted(int restarts) {
    return new Progress(
        order.node(),
        progress.device(),
        0,
        progress.epoch(),
        progress.step(),
        progress.loss(),
        0,
        0,
        restarts);
  }

  private void stepped(GpuEvent.Stepped stepped) {
    meanLoss =
        Double.isNaN(meanLoss) ? stepped.loss() : meanLoss + (stepped.loss() - meanLoss) / 20;
    images += stepped.ids().size();
    computeMillis += stepped.times().computeMillis();
    waitMillis += stepped.times().waitMillis();
    progress =
        new Progress(
            order.node(),
            progress.device(),
            progress.pid(),
            stepped.epoch(),
            stepped.step(),
            meanLoss,
            computeMillis > 0 ? images * 1e3 / computeMillis : 0,
            waitMillis > 0 ? waitMillis / (waitMillis + computeMillis) : 0,
            progress.restarts());
  }

  /** Frees the slot first: who hears of it may want it at once. */
  private void last(Happening happening) {
    free();
    happened(happening);
  }

  private void happened(Happening happening) {
    keeping.say(leavesFiles(happening), () -> told(happening));
  }

  private static boolean leavesFiles(Happening happening) {
    return happening instanceof Happening.Scored
        || happening instanceof Happening.Saved
        || happening instanceof Happening.Profiled;
  }

  private void told(Happening happening) {
    var told = new SlotReport.Told(order.node(), member(), order.round(), ++number, happening);
    untold.addLast(told);
    order.ensemble().tell(told);
  }

  private void free() {
    if (busy) {
      busy = false;
      order.worker().tell(new GpuCommand.Shutdown());
    }
  }

  private void tell() {
    if (resting) {
      order.ensemble().tell(new SlotReport.Resting(member(), order.round()));
    } else if (busy) {
      order
          .ensemble()
          .tell(new SlotReport.Going(member(), order.round(), progress.with(fedTogether, gpu)));
    }
    untold.forEach(order.ensemble()::tell);
  }
}
