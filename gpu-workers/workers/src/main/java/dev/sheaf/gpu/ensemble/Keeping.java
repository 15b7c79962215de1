package dev.sheaf.gpu.ensemble;

import akka.actor.typed.ActorRef;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a seat's member: brought before it sits down, and copied before the seat says what
 * they came of. Whoever hears of a checkpoint may count on it, whatever becomes of this node.
 *
 * <p>What the seat has to say is said in order. Copies are made on threads of their own, one after
 * the other; the seat hears when each is done.
 */
final class Keeping {
  private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);

  private final Seat.Order order;
  private final ActorRef<SeatMessage> seat;
  private final Deque<Said> waiting = new ArrayDeque<>();
  private boolean copying;

  private record Said(boolean hasFiles, Runnable words) {}

  Keeping(Seat.Order order, ActorRef<SeatMessage> seat) {
    this.order = order;
    this.seat = seat;
  }

  /** Brings what the member left on whichever node; leads to {@link SeatMessage.Brought}. */
  void bring() {
    var spec = order.train().spec();
    aside(
        "bring-",
        () -> {
          try {
            order.files().bring(spec, spec.members().getFirst());
            seat.tell(new SeatMessage.Brought(""));
          } catch (IOException | RuntimeException unwritable) {
            seat.tell(new SeatMessage.Brought(unwritable.toString()));
          }
        });
  }

  /** Says something when all that was to be said before has been, and its files are copied. */
  void say(boolean hasFiles, Runnable words) {
    waiting.addLast(new Said(hasFiles, words));
    goOn();
  }

  /** What was being copied is. */
  void kept() {
    copying = false;
    waiting.removeFirst().words().run();
    goOn();
  }

  private void goOn() {
    while (!copying && !waiting.isEmpty()) {
      if (waiting.getFirst().hasFiles()) {
        copying = true;
        aside("copy-", this::copy);
      } else {
        waiting.removeFirst().words().run();
      }
    }
  }

  /** What cannot be copied is on this node all the same. */
  private void copy() {
    try {
      order.files().keep(order.train());
    } catch (IOException failed) {
      LOG.warn("what {} has learned is on this node only: {}", order.member(), failed.toString());
    } finally {
      seat.tell(new SeatMessage.Kept());
    }
  }

  private void aside(String name, Runnable work) {
    Thread.ofVirtual().name(name + order.member()).start(work);
  }

  /** True when there is nothing to say. */
  boolean isIdle() {
    return waiting.isEmpty();
  }
}
