package dev.sheaf.gpu.worker;

import akka.actor.typed.ActorRef;
import dev.sheaf.actors.job.JobReply;

/** Where a run's worker is reached: by its own messages, and by a coordinator's answers. */
record Home(ActorRef<GpuCommand> worker, ActorRef<JobReply> jobAnswers) {}
