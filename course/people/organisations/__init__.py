"""The places where people work: who may change them, and what changing them does to what was before."""
