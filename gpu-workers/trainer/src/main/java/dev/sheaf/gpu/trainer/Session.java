package dev.sheaf.gpu.trainer;

import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.ring.RingReader;
import dev.sheaf.wire.ring.RingSlot;
import dev.sheaf.wire.trainer.FrameChannel;
import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.FromTrainer.Failed;
import dev.sheaf.wire.trainer.ToTrainer;
import dev.sheaf.wire.trainer.TrainerFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One owner's orders, carried out one after another.
 *
 * <pre>
 *   greeting ──HELLO──► idle ──LOAD──► training (leased while steps are left) ──STOP, HARD──► over
 * </pre>
 */
final class Session {
  /** How a session ended. */
  enum End {
    /** As the owner ordered. */
    STOPPED,
    /** The owner is gone. */
    OWNER_GONE
  }

  private static final int ANY_LABEL = 0;

  private final FrameChannel<FromTrainer, ToTrainer> owner;
  private final Inbox inbox;
  private @Nullable RingReader ring;
  private @Nullable Learner learner;
  private boolean wantsLosses;
  private long leasedSteps;
  private long waitNanos;

  Session(FrameChannel<FromTrainer, ToTrainer> owner, Inbox inbox) {
    this.owner = owner;
    this.inbox = inbox;
  }

  /** Carries out orders until the last one. */
  End run() throws IOException, InterruptedException, TrainerException {
    while (true) {
      var asked = System.nanoTime();
      var frame = inbox.take(leasedSteps > 0);
      waitNanos += System.nanoTime() - asked;
      if (frame == null) {
        return End.OWNER_GONE;
      }
      if (carryOut(frame)) {
        return End.STOPPED;
      }
    }
  }

  /** True when this was the last order. */
  private boolean carryOut(ToTrainer frame) throws IOException, TrainerException {
    switch (frame) {
      case ToTrainer.Hello hello -> greet(hello);
      case ToTrainer.Load load -> load(load);
      case ToTrainer.Lease lease -> leasedSteps = sum(leasedSteps, lease.steps());
      case ToTrainer.Batch batch -> train(batch);
      case ToTrainer.Eval eval -> evaluate(eval);
      case ToTrainer.Predict predict -> predict(predict);
      case ToTrainer.Checkpoint checkpoint -> save(checkpoint);
      case ToTrainer.Preempt preempt -> {
        return preempt(preempt);
      }
      case ToTrainer.Stop _ -> {
        owner.send(new FromTrainer.Bye("stopped"));
        return true;
      }
    }
    return false;
  }

  private void greet(ToTrainer.Hello hello) throws IOException, TrainerException {
    if (hello.protocol() != TrainerFrame.PROTOCOL) {
      throw new TrainerException(
          Failed.Kind.PROTOCOL,
          "protocol must be " + TrainerFrame.PROTOCOL + " but was " + hello.protocol());
    }
    try {
      ring = new RingReader(Path.of(hello.ring()), hello.reader());
    } catch (IOException unusable) {
      throw new TrainerException(
          Failed.Kind.RING, "cannot open the ring " + hello.ring() + ": " + unusable, unusable);
    }
    owner.send(Device.ready());
  }

  private void load(ToTrainer.Load load) throws IOException, TrainerException {
    if (learner != null) {
      learner.close();
    }
    learner = new Learner(load, ring().shape());
    wantsLosses = load.losses();
    var parameters = learner.network().size();
    owner.send(
        new FromTrainer.Loaded(learner.step(), learner.epoch(), learner.below(), parameters));
  }

  private void train(ToTrainer.Batch order) throws IOException, TrainerException {
    var started = System.nanoTime();
    Network.Score score;
    try (var batch = take(order.slot(), order.seq(), learner().network().classes())) {
      score = learner().train(weighted(batch, order.weights()), order.epoch(), order.n());
    }
    leasedSteps--;
    var computeNanos = System.nanoTime() - started;
    if (wantsLosses) {
      owner.send(new FromTrainer.SampleLosses(order.seq(), score.losses()));
    }
    owner.send(
        new FromTrainer.Step(
            learner().step(),
            order.seq(),
            score.meanLoss(),
            score.correct(),
            score.count() * 1e9 / (waitNanos + computeNanos),
            waitNanos / 1e6,
            computeNanos / 1e6));
    waitNanos = 0;
  }

  private static Batch weighted(Batch batch, ByteBuffer weights) throws TrainerException {
    if (!weights.hasRemaining()) {
      return batch;
    }
    if (weights.remaining() != batch.count()) {
      throw new TrainerException(
          Failed.Kind.PROTOCOL,
          "a batch of %d samples must have as many weights but had %d"
              .formatted(batch.count(), weights.remaining()));
    }
    return batch.weighted(weights);
  }

  private void evaluate(ToTrainer.Eval order) throws IOException, TrainerException {
    try (var batch = take(order.slot(), order.seq(), learner().network().classes())) {
      var score = learner().network().evaluate(batch);
      owner.send(
          new FromTrainer.Evaluated(order.seq(), score.count(), score.correct(), score.lossSum()));
    }
  }

  private void predict(ToTrainer.Predict order) throws IOException, TrainerException {
    try (var batch = take(order.slot(), order.seq(), ANY_LABEL)) {
      var classes = learner().network().classes();
      var probabilities = learner().network().probabilities(batch);
      owner.send(new FromTrainer.Logits(order.seq(), batch.count(), classes, probabilities));
    }
  }

  private void save(ToTrainer.Checkpoint order) throws IOException, TrainerException {
    var saved = learner();
    var written = saved.save(Path.of(order.path()));
    owner.send(
        new FromTrainer.CheckpointDone(
            order.path(),
            saved.step(),
            saved.epoch(),
            saved.below(),
            written.sha256(),
            written.sizeBytes()));
  }

  private boolean preempt(ToTrainer.Preempt order) throws IOException {
    return switch (order.mode()) {
      case SOFT -> {
        leasedSteps = 0;
        owner.send(new FromTrainer.Paused(learner == null ? 0 : learner.step()));
        yield false;
      }
      case HARD -> {
        owner.send(new FromTrainer.Bye("preempted"));
        yield true;
      }
    };
  }

  /** Copies a slot out of the ring and gives it back; labels must be below {@code classes}. */
  private Batch take(int index, long seq, int classes) throws IOException, TrainerException {
    var from = ring();
    var network = learner().network();
    try {
      var slot = from.take(index, seq);
      checkLabels(slot, classes);
      var batch = Batch.of(slot, network.newManager());
      from.release(slot);
      owner.send(new FromTrainer.Credit(1));
      return batch;
    } catch (WireFormatException unusable) {
      throw new TrainerException(Failed.Kind.RING, String.valueOf(unusable.getMessage()), unusable);
    }
  }

  private static void checkLabels(RingSlot slot, int classes) throws TrainerException {
    if (slot.count() < 1) {
      throw new TrainerException(
          Failed.Kind.RING, "batch " + slot.seq() + " must have 1 sample or more but has none");
    }
    for (int i = 0; i < slot.count() && classes != ANY_LABEL; i++) {
      if (slot.label(i) < 0 || slot.label(i) >= classes) {
        throw new TrainerException(
            Failed.Kind.RING,
            "label of sample %d in batch %d must be 0..%d but was %d"
                .formatted(i, slot.seq(), classes - 1, slot.label(i)));
      }
    }
  }

  private static long sum(long lease, long more) {
    return lease > Long.MAX_VALUE - more ? Long.MAX_VALUE : lease + more;
  }

  private RingReader ring() throws TrainerException {
    if (ring == null) {
      throw new TrainerException(Failed.Kind.PROTOCOL, "HELLO must come first");
    }
    return ring;
  }

  private Learner learner() throws TrainerException {
    if (learner == null) {
      throw new TrainerException(Failed.Kind.PROTOCOL, "LOAD must come before work");
    }
    return learner;
  }
}
