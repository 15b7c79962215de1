package dev.sheaf.actors.planted;

import dev.sheaf.actors.ControlMessage;
import java.nio.ByteBuffer;

/** Breaks the law that messages carry no bytes. */
public record BytesInAMessage(long id, ByteBuffer bytes) implements ControlMessage {}
