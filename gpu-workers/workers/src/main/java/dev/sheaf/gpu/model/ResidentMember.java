package dev.sheaf.gpu.model;

import dev.sheaf.gpu.worker.TrainerChild;
import dev.sheaf.wire.ring.RingSlot;
import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.ToTrainer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A model in a process that predicts, for one caller at a time. */
final class ResidentMember implements AutoCloseable {
  private static final long SLOT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long ANSWER_SECONDS = 60;

  private final TrainerChild child;
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> gone = new CompletableFuture<>();

  /** Probabilities, or why there are none. */
  private record Heard(FromTrainer.@Nullable Logits logits, String reason) {}

  ResidentMember(TrainerChild child) {
    this.child = child;
    Thread.ofVirtual().name("predictions-" + child.pid()).start(this::listen);
  }

  private void listen() {
    var reason =
        child.listen(frame -> {
          if (frame instanceof FromTrainer.Credit) {
            child.ring().credited();
          } else if (frame instanceof FromTrainer.Logits logits) {
            heard.add(new Heard(logits, ""));
          } else if (frame instanceof FromTrainer.Failed failed) {
            heard.add(new Heard(null, failed.message()));
          }
        });
    heard.add(new Heard(null, reason));
    gone.complete(reason);
  }

  /** Has something done when the process is gone, however that comes. */
  void whenGone(Runnable then) {
    Thread.ofVirtual()
        .name("end-" + child.pid())
        .start(() -> {
          gone.join();
          then.run();
        });
  }

  /** Its process. */
  long pid() {
    return child.pid();
  }

  /** The probabilities of at most a batch of decoded images. */
  synchronized float[] predict(List<MemorySegment> images)
      throws IOException, InterruptedException {
    var slot = child.ring().claim(SLOT_NANOS);
    if (slot == null) {
      throw new IOException("its process takes no batches");
    }
    fill(slot, images);
    child.send(new ToTrainer.Predict(slot.index(), slot.seq()));
    var answer = heard.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
    if (answer == null || answer.logits() == null) {
      // A late answer would be taken for the next one's.
      close();
      throw new IOException(
          answer == null ? "no answer within " + ANSWER_SECONDS + " s" : answer.reason());
    }
    var logits = answer.logits();
    var probabilities = new float[logits.rows() * logits.classes()];
    logits.probabilities().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(probabilities);
    return probabilities;
  }

  private void fill(RingSlot slot, List<MemorySegment> images) {
    for (int i = 0; i < images.size(); i++) {
      slot.image(i).copyFrom(images.get(i));
      slot.label(i, 0);
    }
    child.ring().publish(slot, images.size(), 0);
  }

  @Override
  public void close() {
    child.close();
  }
}
