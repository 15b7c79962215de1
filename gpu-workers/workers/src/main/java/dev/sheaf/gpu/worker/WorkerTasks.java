package dev.sheaf.gpu.worker;

import dev.sheaf.actors.image.ImageDecoders;
import dev.sheaf.actors.task.TaskEngine;
import dev.sheaf.actors.task.ThreadTasks;
import dev.sheaf.actors.tier.Payer;
import dev.sheaf.wire.task.TaskCall;

/**
 * Does tasks where members are trained: in the process of the GPU worker, with its decoders, a task
 * for each of its slots. Nothing is decoded on an accelerator.
 */
public final class WorkerTasks implements TaskEngine {
  /** What runs call it. */
  public static final String NAME = "gpu-worker";

  private final ThreadTasks threads;

  /** An engine with as many tasks at once as the worker has slots. */
  public WorkerTasks(int slots, ImageDecoders decoders) {
    threads = new ThreadTasks(NAME, slots, decoders);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int slots() {
    return threads.slots();
  }

  @Override
  public boolean decodesNatively() {
    return threads.decodesNatively();
  }

  @Override
  public Result run(TaskCall call, Payer payer) throws InterruptedException {
    return threads.run(call, payer);
  }

  @Override
  public void close() {
    threads.close();
  }
}
