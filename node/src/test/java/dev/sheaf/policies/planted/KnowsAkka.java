package dev.sheaf.policies.planted;

import akka.actor.typed.ActorRef;

/** Breaks the law that decisions know no actor. */
public final class KnowsAkka {
  private KnowsAkka() {}

  static void tell(ActorRef<String> someone) {
    someone.tell("decided");
  }
}
