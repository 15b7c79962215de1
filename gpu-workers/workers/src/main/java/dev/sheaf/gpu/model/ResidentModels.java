package dev.sheaf.gpu.model;

import dev.sheaf.actors.ensemble.Models;
import dev.sheaf.actors.image.ImageDecoders;
import dev.sheaf.gpu.worker.Assignment;
import dev.sheaf.gpu.worker.TrainerChild;
import dev.sheaf.gpu.worker.Trainers;
import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.policies.ensemble.Verdict;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Predicts with the ensemble that was asked for last: its members stay in processes of their own
 * until another is asked for, or nobody has asked for a minute. One request at a time.
 */
public final class ResidentModels implements Models, AutoCloseable {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Trainers trainers;
  private final ImageDecoders decoders;
  private final BiFunction<EnsembleSpec, String, Assignment> assignments;
  private @Nullable Resident resident;
  private long serial;
  private long lastNanos;
  private boolean closed;

  /** Members that are there, in the order of the verdict, and how they vote. */
  private record Resident(EnsembleSpec spec, Verdict verdict, List<ResidentMember> members) {}

  /**
   * Models of this node.
   *
   * @param assignments what a trained member is, with the checkpoint to predict from
   */
  public ResidentModels(
      Trainers trainers,
      ImageDecoders decoders,
      BiFunction<EnsembleSpec, String, Assignment> assignments) {
    this.trainers = trainers;
    this.decoders = decoders;
    this.assignments = assignments;
  }

  @Override
  public Prediction predict(EnsembleSpec spec, Verdict verdict, List<byte[]> images)
      throws InterruptedException {
    var decoded = new ArrayList<MemorySegment>();
    var side = spec.preprocess().side();
    try (var arena = Arena.ofShared()) {
      for (int i = 0; i < images.size(); i++) {
        var pixels = arena.allocate(3L * side * side);
        if (!decodes(images.get(i), pixels, side)) {
          return new Prediction.Undecodable(i);
        }
        decoded.add(pixels);
      }
      return voted(spec, verdict, decoded);
    }
  }

  /** What is no image, or a broken one, is not decoded, whatever the decoder makes of it. */
  private boolean decodes(byte[] image, MemorySegment pixels, int side) {
    try {
      return image.length > 0
          && decoders.decode(List.of(MemorySegment.ofArray(image)), pixels, side, side);
    } catch (RuntimeException broken) {
      return false;
    }
  }

  private synchronized Prediction voted(
      EnsembleSpec spec, Verdict verdict, List<MemorySegment> images) throws InterruptedException {
    try {
      var open = open(spec, verdict);
      var rows = new ArrayList<float[]>();
      for (int from = 0; from < images.size(); from += spec.batchSize()) {
        var batch = images.subList(from, Math.min(images.size(), from + spec.batchSize()));
        var ballots = new ArrayList<float[]>();
        for (var member : open.members()) {
          ballots.add(member.predict(batch));
        }
        var voted = verdict.combination().vote(ballots, spec.classes());
        for (int row = 0; row < batch.size(); row++) {
          var at = row * spec.classes();
          rows.add(java.util.Arrays.copyOfRange(voted, at, at + spec.classes()));
        }
      }
      closeLater();
      return new Prediction.Predicted(rows);
    } catch (IOException broken) {
      shut();
      return new Prediction.Unavailable(
          "the ensemble %s cannot predict now: %s".formatted(spec.name(), broken.getMessage()));
    }
  }

  private Resident open(EnsembleSpec spec, Verdict verdict) throws IOException {
    if (closed) {
      throw new IOException("the node is stopping");
    }
    var there = resident;
    if (there != null && there.spec().equals(spec) && there.verdict().equals(verdict)) {
      return there;
    }
    shut();
    var members = new ArrayList<ResidentMember>();
    var opened = new Resident(spec, verdict, members);
    // From here on shut() closes what is there, however far this comes.
    resident = opened;
    for (var member : verdict.members()) {
      var assignment = assignments.apply(spec, member);
      if (!Files.exists(assignment.checkpoint())) {
        throw new IOException(
            "the checkpoint %s is not on this node".formatted(assignment.checkpoint()));
      }
      members.add(new ResidentMember(TrainerChild.start(++serial, trainers, assignment)));
    }
    return opened;
  }

  /** Lets go of the processes when nobody has asked again for a while. */
  private void closeLater() {
    lastNanos = System.nanoTime();
    var asked = lastNanos;
    Thread.ofVirtual()
        .name("idle-models")
        .start(() -> {
          try {
            TimeUnit.NANOSECONDS.sleep(IDLE_NANOS);
            shutIfIdle(asked);
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** Nobody has asked since then. */
  private synchronized void shutIfIdle(long asked) {
    if (lastNanos == asked) {
      shut();
    }
  }

  private void shut() {
    var there = resident;
    resident = null;
    if (there != null) {
      there.members().forEach(ResidentMember::close);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    shut();
  }
}
