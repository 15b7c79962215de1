package dev.sheaf.gpu.worker;

import akka.actor.typed.ActorRef;
import dev.sheaf.gpu.pipeline.Feed;

/** Turns what a feed does into messages to its worker. */
record Telling(ActorRef<GpuCommand> worker, long serial) implements Feed.Listener {
  @Override
  public void filled(Feed.Prepared batch) {
    worker.tell(new GpuCommand.Filled(serial, batch));
  }

  @Override
  public void epochFed(int epoch, int batches) {
    worker.tell(new GpuCommand.EpochFed(serial, epoch, batches));
  }

  @Override
  public void ended() {
    worker.tell(new GpuCommand.FeedEnded(serial));
  }

  @Override
  public void failed(String reason) {
    worker.tell(new GpuCommand.FeedFailed(serial, reason));
  }
}
