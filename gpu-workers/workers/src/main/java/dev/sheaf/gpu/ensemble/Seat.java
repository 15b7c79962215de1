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
import dev.sheaf.actors.ensemble.SlotReport;
import dev.sheaf.actors.ensemble.SlotReport.Happening;
import dev.sheaf.gpu.worker.Assignment;
import dev.sheaf.gpu.worker.GpuCommand;
import dev.sheaf.gpu.worker.GpuEvent;
import dev.sheaf.policies.books.LifeProtocol;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One member of an ensemble on one slot: lets a worker train it, and tells the ensemble what
 * happens, again and again until that is noted.
 *
 * <pre>
 *   busy   Trained, Saved, Profiled, Failed → idle: the worker is shut down, which frees the slot
 *   idle   all that was told is noted       → stopped
 *   any    Leave                            → stopped, its worker with it
 * </pre>
 */
final class Seat extends AbstractBehavior<SeatMessage> {
  private static final Duration TELL = Duration.ofSeconds(1);

  private final Order order;
  private final Deque<SlotReport.Told> untold = new ArrayDeque<>();
  private long number;
  private boolean busy = true;
  private Progress progress;
  private boolean fedTogether;
  private double meanLoss = Double.NaN;
  private double computeMillis;
  private double waitMillis;
  private long images;

  /**
   * What a seat is for.
   *
   * @param node this node's id
   * @param round the round of the ensemble
   * @param worker who trains, and holds the slot as long as it lives
   * @param ensemble reaches the coordinator, wherever it lives
   */
  record Order(
      String node,
      Assignment assignment,
      int round,
      ActorRef<GpuCommand> worker,
      RecipientRef<EnsembleMessage> ensemble) {}

  /** A seat that trains at once. */
  static Behavior<SeatMessage> create(Order order) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Seat(context, timers, order)));
  }

  private Seat(ActorContext<SeatMessage> context, TimerScheduler<SeatMessage> timers, Order order) {
    super(context);
    this.order = order;
    this.progress = new Progress(order.node(), "", 0, 0, 0, Double.NaN, 0, 0, 0);
    context.watch(order.worker());
    var hearing = context.messageAdapter(GpuEvent.class, SeatMessage.Heard::new);
    order.worker().tell(new GpuCommand.Train(order.assignment(), hearing));
    timers.startTimerWithFixedDelay(new SeatMessage.Tell(), TELL);
  }

  @Override
  public Receive<SeatMessage> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::on)
        .onSignal(Terminated.class, gone -> workerGone())
        .build();
  }

  private Behavior<SeatMessage> on(SeatMessage message) {
    switch (message) {
      case SeatMessage.Heard(GpuEvent event) -> heard(event);
      case SeatMessage.Tell tell -> tell();
      case SeatMessage.Save save -> {
        order.worker().tell(new GpuCommand.Save());
        tell();
      }
      case SeatMessage.Noted(long noted) -> untold.removeIf(each -> each.number() <= noted);
      case SeatMessage.Leave leave -> {
        free();
        return Behaviors.stopped();
      }
    }
    return busy || !untold.isEmpty() ? this : Behaviors.stopped();
  }

  private Behavior<SeatMessage> workerGone() {
    if (busy) {
      busy = false;
      happened(new Happening.Lost("its slot broke: see the node's log"));
    }
    return this;
  }

  private void heard(GpuEvent event) {
    switch (event) {
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
      case GpuEvent.Restarted restarted -> {
        progress = restarted(restarted.restart());
        happened(new Happening.Restarted(restarted.restart(), firstLine(restarted.reason())));
      }
      case GpuEvent.Scored scored ->
          happened(
              new Happening.Scored(
                  new LifeProtocol.Score(
                      scored.epoch(), scored.loss(), scored.accuracy(), pace(scored.pace()))));
      case GpuEvent.Profiled profiled -> last(new Happening.Profiled(pace(profiled.pace())));
      case GpuEvent.Saved saved -> last(new Happening.Saved());
      case GpuEvent.Trained trained -> last(new Happening.Trained());
      case GpuEvent.Failed failed -> last(new Happening.Failed(failed.reason()));
    }
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
    var told =
        new SlotReport.Told(
            order.node(), order.assignment().member(), order.round(), ++number, happening);
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
    if (busy) {
      order
          .ensemble()
          .tell(
              new SlotReport.Going(
                  order.assignment().member(), order.round(), progress.fed(fedTogether)));
    }
    untold.forEach(order.ensemble()::tell);
  }
}
