package dev.sheaf.actors.job;

import dev.sheaf.actors.ControlMessage;

/** Anything that a {@code JobCoordinator} receives: commands, and what it tells itself. */
public sealed interface JobMessage extends ControlMessage permits JobCommand, JobSignal {}
