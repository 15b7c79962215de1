package dev.sheaf.gpu.trainer;

import dev.sheaf.wire.trainer.FrameChannel;
import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.FromTrainer.Failed;
import dev.sheaf.wire.trainer.ToTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The process that trains: one owner, one model, one thread of computation.
 *
 * <p><i>Exit status:</i> 0 as ordered, 1 after a FAILED frame, 2 the owner is gone, 64 wrong use.
 */
public final class TrainerMain {
  private static final int ORDERED = 0;
  private static final int FAILED = 1;
  private static final int OWNER_GONE = 2;
  private static final int WRONG_USE = 64;

  /** How long a step may still take once the owner is gone. */
  private static final long GRACE_SECONDS = 10;

  private TrainerMain() {}

  /** Takes the path of the owner's socket. */
  public static void main(String[] arguments) {
    if (arguments.length != 1) {
      System.err.println("usage: TrainerMain SOCKET (a GPU worker starts this process)");
      System.exit(WRONG_USE);
    }
    defaultTo("ai.djl.offline", "true");
    defaultTo("ai.djl.pytorch.num_interop_threads", "1");
    defaultTo("ai.djl.pytorch.num_threads", System.getenv().getOrDefault("OMP_NUM_THREADS", "1"));
    int status;
    try (var owner = FrameChannel.connect(Path.of(arguments[0]))) {
      status = serve(owner);
    } catch (IOException gone) {
      System.err.println("the owner is gone: " + gone.getMessage());
      status = OWNER_GONE;
    }
    // The engine's threads may not end by themselves.
    Runtime.getRuntime().halt(status);
  }

  private static int serve(FrameChannel<FromTrainer, ToTrainer> owner) throws IOException {
    var inbox = new Inbox();
    var over = new CountDownLatch(1);
    Thread.ofPlatform().daemon().name("orders").start(() -> listen(owner, inbox, over));
    Thread.ofPlatform().daemon().name("heart").start(() -> beat(owner, over));
    try {
      // Whoever waits for its first order waits with all that it needs.
      Device.start();
      return switch (new Session(owner, inbox).run()) {
        case STOPPED -> ORDERED;
        case OWNER_GONE -> OWNER_GONE;
      };
    } catch (TrainerException failure) {
      owner.send(failure.frame());
      return FAILED;
    } catch (InterruptedException impossible) {
      throw new IllegalStateException("nobody interrupts the main thread", impossible);
    } catch (RuntimeException | Error broken) {
      broken.printStackTrace();
      owner.send(new Failed(Failed.Kind.ENGINE, true, broken.toString()));
      return FAILED;
    } finally {
      over.countDown();
    }
  }

  /** Fills the inbox; once the owner is gone the process is over, soon or at once. */
  private static void listen(
      FrameChannel<FromTrainer, ToTrainer> owner, Inbox inbox, CountDownLatch over) {
    try {
      for (var frame = owner.receive(); frame != null; frame = owner.receive()) {
        if (!inbox.put(frame)) {
          owner.send(
              new Failed(
                  Failed.Kind.PROTOCOL,
                  false,
                  "at most " + Inbox.LIMIT + " frames may wait to be carried out"));
          break;
        }
      }
    } catch (IOException unusable) {
      if (over.getCount() > 0) {
        System.err.println("the owner's frames cannot be read: " + unusable.getMessage());
      }
    }
    inbox.close();
    try {
      if (!over.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(OWNER_GONE);
      }
    } catch (InterruptedException impossible) {
      throw new IllegalStateException("nobody interrupts the orders thread", impossible);
    }
  }

  /** Says every second that this process lives. */
  private static void beat(FrameChannel<FromTrainer, ToTrainer> owner, CountDownLatch over) {
    try {
      while (!over.await(1, TimeUnit.SECONDS)) {
        owner.send(new FromTrainer.Heartbeat());
      }
    } catch (IOException ownerGone) {
      // The orders thread hears of it too, and ends the process.
    } catch (InterruptedException impossible) {
      throw new IllegalStateException("nobody interrupts the heart", impossible);
    }
  }

  private static void defaultTo(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
