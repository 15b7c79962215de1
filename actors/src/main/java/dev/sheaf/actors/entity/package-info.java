/**
 * Entities by name: what a behaviour declares about itself, and how others reach it.
 *
 * <pre>
 *   EntityKind  declared beside its behaviour
 *   Entities    port: kind + id → RecipientRef      (sharding implements it; a test may too)
 *   ClusterView port: who is there, who owns what
 * </pre>
 */
@NullMarked
package dev.sheaf.actors.entity;

import org.jspecify.annotations.NullMarked;
