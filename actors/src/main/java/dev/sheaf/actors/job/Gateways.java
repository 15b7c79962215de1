package dev.sheaf.actors.job;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import java.util.LinkedHashSet;
import java.util.Set;

/** The gateways that serve a job and are pushed its windows, until they end. */
final class Gateways {
  private static final int MOST = 1024;

  private final ActorContext<JobMessage> context;
  private final Set<ActorRef<JobReply>> all = new LinkedHashSet<>();

  Gateways(ActorContext<JobMessage> context) {
    this.context = context;
  }

  void add(ActorRef<JobReply> gateway) {
    if (all.size() < MOST && all.add(gateway)) {
      context.watchWith(gateway, new JobSignal.GatewayGone(gateway));
    }
  }

  void remove(ActorRef<JobReply> gateway) {
    all.remove(gateway);
  }

  void push(JobReply news) {
    all.forEach(gateway -> gateway.tell(news));
  }
}
