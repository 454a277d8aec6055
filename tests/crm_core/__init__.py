"""Tests of `crm_core`."""
