{% from 'templates/shared/cloud/choices' import choices with context %}

param location string = resourceGroup().location

@description('The registry that holds the image, in this resource group.')
param registryName string

@description('The image that the application runs.')
param image string

@description('The image that the migration runs: the next version migrates before it serves.')
param migrationImage string

@description('Whether the application runs. false until the first migration is done.')
param started bool

@secure()
@description('SECRET_KEY: signs what the application gives out.')
@minLength(32)
param secretKey string
{% for choice in choices %}
{% include 'templates/shared/' ~ choice ~ '/azure_parameters.bicep' ignore missing %}
{% endfor %}
