/**
 * What the node offers of trained models: predicting, and keeping them where they are used.
 *
 * <pre>
 *   /v1/models ──Models──► the model store of a node with the role gpu
 * </pre>
 *
 * <p>{@link dev.sheaf.actors.model.Models} is a port: gpu-workers fill it, the HTTP API asks it.
 */
@NullMarked
package dev.sheaf.actors.model;

import org.jspecify.annotations.NullMarked;
