package dev.sheaf.actors.ensemble;

import dev.sheaf.actors.ControlMessage;

/** Anything that an {@code EnsembleCoordinator} receives. */
public sealed interface EnsembleMessage extends ControlMessage
    permits EnsembleCommand, SlotReport, EnsembleSignal {}
