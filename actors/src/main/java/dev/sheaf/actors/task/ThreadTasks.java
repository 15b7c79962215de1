package dev.sheaf.actors.task;

import dev.sheaf.actors.image.ImageDecoders;
import dev.sheaf.actors.tier.Payer;
import dev.sheaf.wire.task.Picture;
import dev.sheaf.wire.task.TaskAnswer;
import dev.sheaf.wire.task.TaskCall;
import dev.sheaf.wire.task.TaskProgram;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Does tasks on threads of this process, one a slot. */
public final class ThreadTasks implements TaskEngine {
  private final String name;
  private final int slots;
  private final ExecutorService threads;
  private final @Nullable Function<byte[], Optional<Picture>> fast;

  /** An engine of this name, with so many threads of its own. */
  public ThreadTasks(String name, int slots, ImageDecoders decoders) {
    this.name = name;
    this.slots = slots;
    this.fast = decoders.hasNative() ? encoded -> decoders.pixels(encoded).map(Planes::of) : null;
    this.threads =
        Executors.newFixedThreadPool(
            slots, Thread.ofPlatform().daemon().name(name + "-task-", 0).factory());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public boolean decodesNatively() {
    return fast != null;
  }

  @Override
  public Result run(TaskCall call, Payer payer) throws InterruptedException {
    var done = threads.submit(() -> TaskProgram.run(call, fast));
    try {
      return new Result.Answered(done.get(), 0);
    } catch (ExecutionException broken) {
      var cause = broken.getCause();
      return cause instanceof OutOfMemoryError
          ? new Result.Lost("this process has too little heap for the task", 0)
          : new Result.Answered(new TaskAnswer.Failed(String.valueOf(cause)), 0);
    } finally {
      done.cancel(true);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
