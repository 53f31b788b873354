"""The worked spreadsheet of service coverage: invented sites, and the verdict on each as live formulas.

It is a second reckoning: nothing here imports the product. Thresholds are typed from the Sphere Handbook and the
Minimum Standards for Camp Management, rules from docs/methods.md#service-coverage.
``python -m tools.worked_coverage`` writes tests/fixtures/coverage/worked.xlsx.
"""
